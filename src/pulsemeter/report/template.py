"""The page's template: one macro per kind of block. Everything is escaped but our own figures."""

PAGE = """
{%- macro finding(item) -%}
<li>{% if item.heading %}<b class="{{ item.verdict }}">{{ item.heading }}</b>{% endif %}
{%- if item.quote %}<blockquote dir="auto">{{ item.quote }}</blockquote>{% endif %}
{%- for sentence in item.sentences %}<p dir="auto">{{ sentence }}</p>{% endfor %}
{%- if item.facts %}<p class="note" dir="auto">{{ item.facts | join(" · ") }}</p>{% endif -%}
</li>
{%- endmacro -%}
{%- macro field(cell) -%}
{{ cell.text }}{% if cell.detail %}<small dir="auto">{{ cell.detail }}</small>{% endif -%}
{%- endmacro -%}
{%- macro by(cell) -%}
{%- if cell.by is not none %} data-by="{{ '%.5g' | format(cell.by) }}"{% endif -%}
{%- endmacro -%}
{%- macro table(t) -%}
<div class="wide" tabindex="0" role="region" aria-label="{{ t.caption }}">
<table{% if t.sortable %} class="sortable"{% endif %}><caption>{{ t.caption }}</caption><thead><tr>
{%- for column in t.columns %}<th scope="col"
{%- if column.figures %} class="f"{% elif column.sentences %} class="said"{% endif %}>
{{- column.heading }}</th>{% endfor -%}
</tr></thead><tbody>
{%- for row in t.rows %}<tr>
{%- for cell in row %}
{%- if loop.first %}<th scope="row" dir="auto"{{ by(cell) }}>{{ field(cell) }}</th>
{%- else %}<td
{%- if t.columns[loop.index0].figures or cell.verdict %} class="
{%- if t.columns[loop.index0].figures %}f{% if cell.verdict %} {% endif %}{% endif -%}
{{ cell.verdict }}"{% endif %}{{ by(cell) }}>{{ field(cell) }}</td>
{%- endif %}{% endfor -%}
</tr>
{% endfor -%}
</tbody></table></div>
{%- endmacro -%}
{%- macro block(b) -%}
{%- set kind = b.__class__.__name__ -%}
{%- if kind == "Paragraph" %}<p dir="auto"{% if b.kind %} class="{{ b.kind }}"{% endif %}>
{{- b.text }}</p>
{%- elif kind == "Bullets" %}<ul>{% for item in b.texts %}<li dir="auto">{{ item }}</li>
{%- endfor %}</ul>
{%- elif kind == "Definitions" %}<dl>{% for name, told in b.pairs %}<dt>{{ name }}</dt>
<dd dir="auto">{{ told }}</dd>{% endfor %}</dl>
{%- elif kind == "Findings" %}<h3 dir="auto">{{ b.title }}</h3>
<ul class="findings{% if b.listing %} listing{% endif %}">
{%- for item in b.found %}{{ finding(item) }}{% endfor %}</ul>
{%- elif kind == "Table" %}{{ table(b) }}
{%- elif kind == "Picture" %}<figure>
<div class="wide" tabindex="0" role="region" aria-label="{{ b.caption }}">{{ b.svg | safe }}</div>
<figcaption dir="auto">{{ b.caption }}</figcaption></figure>
{%- endif %}
{% endmacro -%}
<!doctype html>
<html lang="{{ report.language }}" dir="{{ 'rtl' if report.right_to_left else 'ltr' }}">
<head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{{ policy }}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{{ report.title }}</title>
<style>{{ style | safe }}</style></head>
<body><div class="page">
<header><h1 dir="auto">{{ report.title }}</h1>
{% if report.labels.get("about") %}<p class="about" dir="auto">{{ report.labels.about }}</p>
{% endif -%}
{% for mark in report.marks %}<p class="mark">{{ mark }}</p>
{% endfor -%}
</header>
<nav aria-label="{{ report.labels.contents }}"><ul>
{%- for section in report.sections %}<li><a href="#{{ section.key }}">{{ section.title }}</a></li>
{%- endfor %}</ul></nav>
<main>
<div class="lead">
{%- if report.badge[1] %}<p class="badge {{ report.badge[0] }}">{{ report.badge[1] }}</p>
{% endif %}<p class="headline" dir="auto">{{ report.headline }}</p>
{% for b in report.lead %}{{ block(b) }}{% endfor %}</div>
{% for section in report.sections %}
<section id="{{ section.key }}" aria-labelledby="{{ section.key }}-title">
<h2 id="{{ section.key }}-title">{{ section.title }}</h2>
{% for b in section.blocks %}{{ block(b) }}{% endfor %}</section>
{% endfor -%}
</main></div>
<script>{{ script | safe }}</script>
</body></html>
"""
