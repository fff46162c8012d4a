{% if package.demo %}// {{ package.demo.values() | join(" / ") }}
{% endif %}
searchFile("{{ name }}",
{{ content }},
"{{ version }}");
