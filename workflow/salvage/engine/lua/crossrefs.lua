-- Last filter: numbers figures, tables and sections, captions them, and turns @fig-x, @tbl-x, @sec-x into links.

package.path = pandoc.path.directory(PANDOC_SCRIPT_FILE) .. "/?.lua;" .. package.path
local dialect = require("dialect")

local SPACE = "\u{a0}"
local TERMS = { fig = "crossref-fig-title", tbl = "crossref-tbl-title", sec = "crossref-sec-prefix" }

local function kind_of(id)
  local kind = id:match("^(%a+)%-")
  kind = kind and kind:lower()
  return TERMS[kind] and kind
end

local function word(kind)
  return dialect.settings.terms[TERMS[kind]]
end

-- Where the title is not a heading itself (it is in HTML), sections begin at the first level.
local function raise_sections(doc, top)
  if dialect.format == "html" then return doc end
  return doc:walk { Header = function(header)
    header.level = header.level - top + 1
    return header
  end }
end

-- Section numbers as Pandoc itself gives them: the highest level that occurs counts first, unnumbered headings do not.
local function number_sections(doc, top, numbers)
  local counts = {}
  doc:walk { Header = function(header)
    if header.classes:includes("unnumbered") then return end
    local depth = header.level - top + 1
    counts[depth] = (counts[depth] or 0) + 1
    for deeper = depth + 1, 6 do counts[deeper] = nil end
    for level = 1, depth do counts[level] = counts[level] or 0 end
    if header.identifier ~= "" then numbers[header.identifier] = table.concat(counts, ".", 1, depth) end
  end }
end

local function number_floats(doc, numbers)
  local counts = { fig = 0, tbl = 0 }
  local function count(float)
    local kind = kind_of(float.identifier)
    if counts[kind] then
      counts[kind] = counts[kind] + 1
      numbers[float.identifier] = tostring(counts[kind])
    end
  end
  doc:walk { Figure = count, Table = count }
end

local function caption_text(float, numbers)
  local text = pandoc.utils.blocks_to_inlines(float.caption.long)
  local label = pandoc.Str(word(kind_of(float.identifier)) .. SPACE .. numbers[float.identifier] .. ":")
  return pandoc.Inlines { label, pandoc.Space() } .. text
end

local function typst_string(text)
  return '"' .. text:gsub('[\\"]', "\\%0") .. '"'
end

-- Typst counts figures itself, by kind; the call is the one that Quarto writes, so that a template serves both.
local function typst_float(float, body)
  local kind = kind_of(float.identifier)
  local position, alternative = "top", ""
  if kind == "fig" then
    float:walk { Image = function(image) alternative = pandoc.utils.stringify(image.caption) end }
    position, alternative = "bottom", "alt: " .. typst_string(alternative) .. ", "
  end
  return {
    dialect.raw("#figure(["), body,
    dialect.raw("], " .. alternative .. "caption: figure.caption(position: " .. position .. ", ["),
    pandoc.Plain(pandoc.utils.blocks_to_inlines(float.caption.long)),
    dialect.raw(']), kind: "quarto-float-' .. kind .. '", supplement: "' .. word(kind) .. '", numbering: "1")\n<'
      .. float.identifier .. ">"),
  }
end

-- In HTML the table scrolls in a box of its own below its caption, which stays in place.
local function html_table(float, caption)
  local open = '<figure id="%s" class="float float-tbl"><figcaption>'
  return {
    dialect.raw(open:format(float.identifier)), pandoc.Plain(caption),
    dialect.raw('</figcaption><div class="table-box">'),
    pandoc.Table({ long = {} }, float.colspecs, float.head, float.bodies, float.foot),
    dialect.raw("</div></figure>"),
  }
end

-- The text that stands in for the picture is fig-alt; without it Pandoc takes the caption.
local function with_alternative(figure)
  return figure:walk { Image = function(image)
    local alternative = image.attributes["fig-alt"]
    if alternative then
      image.caption = pandoc.Inlines(alternative)
      image.attributes["fig-alt"] = nil
    end
    return image
  end }
end

local function write_floats(doc, numbers)
  return doc:walk {
    Figure = function(figure)
      if not numbers[figure.identifier] then return end
      figure = with_alternative(figure)
      if dialect.format == "typst" then return typst_float(figure, pandoc.Div(figure.content)) end
      figure.caption.long = pandoc.Plain(caption_text(figure, numbers))
      return figure
    end,
    Table = function(float)
      if not numbers[float.identifier] then return end
      if dialect.format == "typst" then
        return typst_float(float, pandoc.Table({ long = {} }, float.colspecs, float.head, float.bodies, float.foot))
      end
      local caption = caption_text(float, numbers)
      if dialect.format == "html" then return html_table(float, caption) end
      float.caption.long = pandoc.Plain(caption)
      return float
    end,
  }
end

-- What one reference says: a prefix of the author's own replaces the word, a minus sign drops it.
local function link(citation, numbers)
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

local function write_references(doc, numbers)
  return doc:walk { Cite = function(cite)
    local links = pandoc.Inlines {}
    for index, citation in ipairs(cite.citations) do
      if not kind_of(citation.id) then return nil end
      if index > 1 then links:extend { pandoc.Str(","), pandoc.Space() } end
      links:insert(link(citation, numbers))
      links:extend(citation.suffix)
    end
    return links
  end }
end

function Pandoc(doc)
  local numbers, top = {}, 6
  doc:walk { Header = function(header) top = math.min(top, header.level) end }
  number_sections(doc, top, numbers)
  number_floats(doc, numbers)
  return write_references(write_floats(raise_sections(doc, top), numbers), numbers)
end
