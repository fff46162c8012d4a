"""The publisher's own numbers and addresses, which the privacy rules let pass."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from pipeline.privacy import Known, find
from pipeline.project import Project

FREE_MAIL = {
    "126.com", "139.com", "163.com", "189.cn", "aliyun.com", "foxmail.com", "gmail.com",
    "hotmail.com", "icloud.com", "outlook.com", "qq.com", "sina.cn", "sina.com", "sohu.com",
    "yeah.net",
}  # fmt: skip
EXAMPLES = {"example.com", "example.net", "example.org"}  # RFC 2606


def known_of(project: Project) -> Known:
    """What `contact` and `homepage` of the description name; in a demo also example.org.

    The domain of a mail service that everyone may use is not the publisher's.
    """
    about = project.descriptor
    contact: dict[str, Any] = about["contact"] if isinstance(about.get("contact"), dict) else {}
    email = str(contact.get("email", "")).lower()
    host = (urlsplit(str(about.get("homepage", ""))).hostname or "").removeprefix("www.")
    domains = {host, email.rpartition("@")[2]} - FREE_MAIL - {""}
    numbers = find(f"电话: {contact.get('phone', '')}")
    return Known(
        frozenset(m.text for m in numbers),
        frozenset({email} - {""}),
        frozenset(domains | (EXAMPLES if about.get("demo") else set())),
    )
