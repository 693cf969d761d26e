"""How the printed report looks, as functions of Typst: calm, wide margins, few lines.

Logical sides only, so that right-to-left needs nothing of its own. In this text braces are doubled:
it is filled with title, language, direction and fonts.
"""

PRINT_STYLE = """\
#set document(title: {title}, date: none)
#set text(font: {fonts}, size: 9.5pt, lang: {language}, dir: {direction},
  fill: rgb("#12161c"), hyphenate: false)
#set par(leading: 0.62em, spacing: 0.9em, justify: false)
#let text-size = {text_size}
#let muted = rgb("#4d5765")
#let line-colour = rgb("#dfe3e9")
#let tints = ("resonates": rgb("#d6e5fa"), "falls_flat": rgb("#fbe0cf"),
  "divides": rgb("#eadcf5"), "leaves_cold": rgb("#e9edf1"))
#let tint(verdict) = tints.at(verdict, default: none)
#let margins = (x: 20mm, top: 22mm, bottom: 20mm)
#let page-width = 210mm - 2 * margins.x
#let page-height = 297mm - margins.top - margins.bottom
#set page(paper: "a4", margin: margins,
  header: context if counter(page).get().first() > 1 {{
    set text(size: 8pt, fill: muted)
    {title}
  }},
  footer: context {{
    set text(size: 8pt, fill: muted)
    set align(end)
    {page} + " " + counter(page).display("1 / 1", both: true)
  }})
#show heading: set text(weight: "bold")
#show heading.where(level: 1): it => block(above: 2.2em, below: 0.9em, sticky: true,
  text(size: 15pt, it.body))
#show heading.where(level: 2): it => block(above: 1.6em, below: 0.7em, sticky: true,
  text(size: 11pt, it.body))
#show heading.where(level: 3): set text(size: 10pt)
#show outline.entry: set text(size: 9.5pt)
#set list(indent: 0.4em, body-indent: 0.6em, spacing: 0.7em)
#show title: set text(size: 24pt, weight: "bold")
#show title: set block(below: 0.5em)
#let report-title(name) = title(name)
#let about(words) = block(below: 1em, text(size: 9.5pt, fill: muted, words))
#let mark(words) = block(fill: rgb("#fff1cc"), radius: 3pt,
  inset: (x: 8pt, y: 6pt), width: 100%, below: 0.9em, text(weight: "bold", words))
#let badge(verdict, name) = {{
  let fill = tint(verdict)
  block(above: 1em, below: 0.6em, fill: if fill == none {{ rgb("#e9edf1") }} else {{ fill }},
    radius: 9pt, inset: (x: 10pt, y: 5pt), text(size: 12pt, weight: "bold", name))
}}
#let headline(words) = block(below: 1.1em, {{
  set par(leading: 0.6em)
  text(size: 12.5pt, words)
}})
#let said(words, kind) = {{
  if kind == "warning" {{
    block(fill: rgb("#fff1cc"), radius: 3pt, inset: (x: 8pt, y: 6pt),
      width: 100%, words)
  }} else if kind == "note" {{
    block(text(size: 8.5pt, fill: muted, words))
  }} else {{
    par(words)
  }}
}}
#let pairs(told) = grid(columns: (32mm, 1fr), column-gutter: 5mm, row-gutter: 0.85em,
  ..told.map(pair => (text(weight: "bold", pair.at(0)), pair.at(1))).flatten())
#let card(heading, verdict, quote, sentences, facts) = block(width: 100%, radius: 4pt,
  stroke: 0.6pt + line-colour, inset: 8pt, breakable: false, {{
  let fill = tint(verdict)
  if heading != "" {{
    box(fill: if fill == none {{ rgb("#e9edf1") }} else {{ fill }}, radius: 6pt,
      inset: (x: 6pt), outset: (y: 3pt), text(size: 8.5pt, weight: "bold", heading))
    parbreak()
  }}
  if quote != "" {{ par(text(size: 10pt, quote)) }}
  for sentence in sentences {{ par(text(size: 9pt, sentence)) }}
  if facts != "" {{ par(text(size: 8pt, fill: muted, facts)) }}
}})
#let cards(beside, found) = if beside == 1 {{
  for each in found {{ block(above: 0.7em, below: 0.7em, card(..each)) }}
}} else {{
  grid(columns: (1fr,) * calc.min(beside, calc.max(found.len(), 1)), gutter: 3mm,
    ..found.map(each => card(..each)))
}}
#let field(cell) = {{
  cell.at(0)
  if cell.at(2) != "" {{
    linebreak()
    text(size: 0.85em, fill: muted, cell.at(2))
  }}
}}
#let figures(caption, widths, sides, heads, cells, small: false, whole: false) = {{
  let set-table = {{
    set text(size: if small {{ 7.5pt }} else {{ 8.5pt }})
    set par(leading: 0.5em)
    block(sticky: true, below: 0.7em, text(size: 9.5pt, weight: "bold", caption))
    table(columns: widths, align: sides, inset: (x: if small {{ 3pt }} else {{ 5pt }}, y: 3.5pt),
      stroke: (x, y) => (bottom: 0.5pt + line-colour),
      table.header(..heads.map(head => text(weight: "bold", fill: muted, head))),
      ..cells.map(cell => table.cell(fill: tint(cell.at(1)), breakable: false, field(cell))))
  }}
  // Few rows can be as high as a page: what doesn't fit would run over its foot and be lost.
  context block(above: 1.3em, set-table, breakable: not whole
    or measure(set-table, width: page-width).height > page-height)
}}
#let word(unit, x, y, anchor, quiet, words) = {{
  // Set from its baseline; the image's description says it all, so that nobody hears it twice.
  let set-word = text(size: text-size * unit, dir: ltr, top-edge: "baseline",
    bottom-edge: "baseline", fill: if quiet {{ rgb("#545e6c") }} else {{ rgb("#12161c") }}, words)
  let wide = measure(set-word).width
  let shift = if anchor == "end" {{ wide }} else if anchor == "middle" {{ wide / 2 }} else {{ 0pt }}
  place(top + left, dx: x * unit - shift, dy: y * unit, pdf.artifact(set-word))
}}
#let picture(drawing, wide, words, caption, told) = block(above: 1.2em, below: 1.2em,
  breakable: false, {{
  layout(size => block(width: size.width, {{
    image(bytes(drawing), format: "svg", width: 100%, alt: told)
    for each in words {{ word(size.width / wide, ..each) }}
  }}))
  text(size: 8.5pt, fill: muted, caption)
}})
#let contents(name) = {{
  v(1.2em)
  outline(title: name, depth: 1)
}}
"""
