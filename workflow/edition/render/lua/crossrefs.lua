-- Last filter: numbers figures, tables and sections, captions them, and turns @fig-x, @tbl-x, @sec-x into links.

package.path = pandoc.path.directory(PANDOC_SCRIPT_FILE) .. "/?.lua;" .. package.path
local dialect = require("dialect")

local SPACE = "\u{a0}"
local TERMS = {
  fig = "crossref-fig-title", tbl = "crossref-tbl-title", sec = "crossref-sec-prefix", eq = "crossref-eq-prefix",
}
local numbers = {}

local function kind_of(id)
  local kind = (id:match("^(%a+)%-") or ""):lower()
  return TERMS[kind] and kind
end

local function word(kind)
  return dialect.settings.terms[TERMS[kind]]
end

-- Sections get the numbers that Pandoc itself gives them: the highest level that occurs counts first.
local function number_all(doc)
  local sections = pandoc.structure.make_sections(doc.blocks, { number_sections = true })
  local counts = { fig = 0, tbl = 0 }
  local function count(float)
    local kind = kind_of(float.identifier)
    if counts[kind] then
      counts[kind] = counts[kind] + 1
      numbers[float.identifier] = tostring(counts[kind])
    end
  end
  sections:walk { Div = function(div) numbers[div.identifier] = div.attributes.number end, Figure = count, Table = count }
end

local function quoted(text) return '"' .. text:gsub('[\\"]', "\\%0") .. '"' end

-- The number stands beside a formula with a label, in Typst by its own count, in a call like the one that Quarto writes.
local equations = 0
local function number_equation(span)
  if kind_of(span.identifier) ~= "eq" then return end
  local formula, alternative = span.content[1], span.attributes.alt
  equations = equations + 1
  numbers[span.identifier] = tostring(equations)
  if dialect.format ~= "typst" then
    formula.text = formula.text .. "\\qquad(" .. equations .. ")"
    return pandoc.Span(formula, pandoc.Attr(span.identifier))
  end
  local alt = alternative and ", alt: " .. quoted(alternative) or ""
  local open = '#math.equation(block: true, numbering: "(1)"' .. alt .. ", [ "
  return { pandoc.RawInline("typst", open), formula, pandoc.RawInline("typst", " ])<" .. span.identifier .. ">") }
end

-- The text that stands in for the picture is fig-alt; without it Pandoc takes the caption.
local function with_alternative(image)
  local alternative = image.attributes["fig-alt"]
  if not alternative then return end
  image.caption = pandoc.Inlines(alternative)
  image.attributes["fig-alt"] = nil
  return image
end

local function caption(float)
  local label = pandoc.Str(word(kind_of(float.identifier)) .. SPACE .. numbers[float.identifier] .. ":")
  local text = pandoc.utils.blocks_to_inlines(float.caption.long)
  return pandoc.Plain(pandoc.Inlines { dialect.format == "html" and pandoc.Strong(label) or label, pandoc.Space() } .. text)
end

-- Typst counts figures itself, by kind; the call is the one that Quarto writes, so that a template serves both.
local function typst_float(float, body, position, options)
  local kind = kind_of(float.identifier)
  local close = ']), kind: "quarto-float-%s", supplement: "%s", numbering: "1")\n<%s>'
  return {
    dialect.raw("#figure(["), body,
    dialect.raw("], " .. options .. "caption: figure.caption(position: " .. position .. ", ["),
    pandoc.Plain(pandoc.utils.blocks_to_inlines(float.caption.long)),
    dialect.raw(close:format(kind, word(kind), float.identifier)),
  }
end

-- Pandoc leaves out what an image in Typst is to those who cannot see it; in a figure, the figure says it.
local function typst_image(image, alternative)
  local call = pandoc.write(pandoc.Pandoc { pandoc.Plain { image } }, "typst"):gsub("%s+$", "")
  local alt = alternative and ", alt: " .. quoted(alternative):gsub("%%", "%%%%") or ""
  return pandoc.RawInline("typst", (call:gsub('image%("[^"]*"', "%0" .. alt)))
end

local function write_figure(figure)
  if not numbers[figure.identifier] then return end
  if dialect.format ~= "typst" then
    figure.caption.long = caption(figure)
    return figure
  end
  local alternative = ""
  local content = pandoc.Div(figure.content):walk { Image = function(image)
    alternative = pandoc.utils.stringify(image.caption)
    return typst_image(image)
  end }
  return typst_float(figure, content, "bottom", "alt: " .. quoted(alternative) .. ", ")
end

local function write_table(float)
  if not numbers[float.identifier] then return end
  local bare = pandoc.Table({ long = {} }, float.colspecs, float.head, float.bodies, float.foot)
  if dialect.format == "typst" then return typst_float(float, bare, "top", "") end
  if dialect.format == "html" then -- the table scrolls in a box of its own below its caption, which stays in place
    local open = '<figure id="%s" class="float float-tbl"><figcaption>'
    return {
      dialect.raw(open:format(float.identifier)), caption(float),
      dialect.raw('</figcaption><div class="table-box">'), bare, dialect.raw("</div></figure>"),
    }
  end
  float.caption.long = caption(float)
  return float
end

-- What one reference says: a prefix of the author's own replaces the word, a minus sign drops it.
local function link(citation)
  local kind = kind_of(citation.id)
  local id = kind .. citation.id:sub(#kind + 1)
  local number = numbers[id] or error("nothing that is numbered is called '" .. id .. "'")
  local text = pandoc.Inlines { pandoc.Str(word(kind) .. SPACE .. number) }
  if citation.mode == "SuppressAuthor" then
    text = pandoc.Inlines { pandoc.Str(number) }
  elseif #citation.prefix > 0 then
    text = citation.prefix .. { pandoc.Str(SPACE .. number) }
  end
  return pandoc.Link(text, "#" .. id, "", pandoc.Attr("", { "crossref" }))
end

local function write_references(cite)
  local links = pandoc.Inlines {}
  for index, citation in ipairs(cite.citations) do
    if not kind_of(citation.id) then return nil end
    if index > 1 then links:extend { pandoc.Str(","), pandoc.Space() } end
    links:extend(pandoc.Inlines { link(citation) } .. citation.suffix)
  end
  return links
end

return {
  { Pandoc = number_all, Span = number_equation },
  { Image = with_alternative, Cite = write_references, Figure = write_figure, Table = write_table },
  { Image = function(image)
    if dialect.format == "typst" then return typst_image(image, pandoc.utils.stringify(image.caption)) end
  end },
}
