"""Rows go down a staircase: check → load → public → tables → claims → export → pages → publish."""
