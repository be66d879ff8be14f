-- What every output of the article carries beside its text: the words of its language for the templates, the legend of
-- the mark, the name of the engine; and what single formats need.

-- Quarto tells a filter and a shortcode where they lie, and not what these load.
package.path = pandoc.path.directory(pandoc.path.directory(PANDOC_SCRIPT_FILE)) .. "/?.lua;" .. package.path

local terms = require("ledger.terms")
local for_typst = require("ledger.typst")
local legends_apart = require("ledger.legends-apart")
local for_docx = require("ledger.docx")
local front_matter = require("ledger.front")
local title_page = require("ledger.title-page")
local for_jats = require("ledger.jats")
local edition = require("ledger.edition")
local page = require("ledger.page")
local ties = require("ledger.ties")

local function say(value)
  return pandoc.utils.stringify(value or "")
end

-- Small type: a class for HTML, a style for DOCX, a function of the template for Typst; JATS knows no type sizes.
local function styled(style, content)
  local class = style:lower():gsub(" ", "-")
  local blocks = pandoc.Blocks(content)
  if FORMAT:match("^jats") then return blocks end
  if FORMAT == "typst" then
    blocks:insert(1, pandoc.RawBlock("typst", "#" .. class .. "(["))
    blocks:insert(pandoc.RawBlock("typst", "])"))
  end
  local attributes = FORMAT == "docx" and { { "custom-style", style } } or {}
  return pandoc.Blocks { pandoc.Div(blocks, pandoc.Attr("", { class }, attributes)) }
end

local function engine_name(meta)
  if quarto then return "Quarto " .. tostring(quarto.version) .. " (Pandoc " .. tostring(PANDOC_VERSION) .. ")" end
  return say(meta.engine)
end

-- "Kaya Z. et al."
local function running_head(meta, words)
  local authors = meta["by-author"]
  if meta["running-head"] or not authors or #authors == 0 then return meta["running-head"] end
  local name = authors[1].name
  local given = say(name.given)
  local initial = given == "" and "" or " " .. utf8.char(utf8.codepoint(given)) .. "."
  return say(name.family) .. initial .. (#authors > 1 and " " .. words["and-others"] or "")
end

-- Writers take what stands in for a picture from its caption, Quarto leaves it in an attribute.
local function with_alternative(image)
  local text = image.attributes["fig-alt"] or image.attributes.alt
  if not text then return nil end
  image.caption = pandoc.Inlines(text)
  image.attributes["fig-alt"], image.attributes.alt = nil, nil
  return image
end

local function shows_synthetic_numbers(doc)
  local any = false
  doc:walk { Span = function(span) any = any or span.classes:includes("synthetic") end }
  return any
end

-- What a reader is told of the numbers.
local function notes(doc, words)
  local lines, is_page = pandoc.Blocks {}, FORMAT:match("^html")
  if edition.audit ~= "" then
    local text = pandoc.Inlines((is_page and words.hint or words.linked) .. " " .. words.steps)
    lines:insert(pandoc.Para(text))
    if is_page then lines = styled("Hint", lines) end
  end
  if shows_synthetic_numbers(doc) then
    local legend = pandoc.Inlines { pandoc.Superscript("◊"), pandoc.Space() } .. pandoc.Inlines(words["mark-note"])
    lines:extend(is_page and styled("Mark Note", pandoc.Para(legend)) or { pandoc.Para(legend) })
  end
  return (is_page or #lines == 0) and lines or styled("Mark Note", lines)
end

-- The references stand before the colophon, wherever else the article does not place them.
local function references(doc)
  local placed = false
  doc:walk { Div = function(div) placed = placed or div.identifier == "refs" end }
  return placed and {} or { pandoc.Div({}, pandoc.Attr("refs")) }
end

-- The language of the works cited, where it is one and another than the article's.
local function language_of_works(doc, language)
  local only = nil
  for _, work in ipairs(pandoc.utils.references(doc)) do
    local own = pandoc.utils.stringify(work.language or "en"):match("^%a+")
    if only and only ~= own then return nil end
    only = own
  end
  return only ~= language and only or nil
end

-- A copy for referees who are not to know the authors: no name in title block, running head or properties.
local function without_names(meta)
  for _, key in ipairs { "author", "authors", "author-meta", "by-author", "by-affiliation", "affiliations", "institute",
    "corresponding", "running-head" } do
    meta[key] = nil
  end
end

function Pandoc(doc)
  local meta = doc.meta
  local submission = meta.submission or {}
  if submission.anonymous then without_names(meta) end
  local words, language = terms(meta)
  local shown = pandoc.List { words }
  for _, other in ipairs(meta.translations or {}) do shown:insert((terms { lang = say(other.lang) })) end
  doc = doc:walk(ties(shown))
  meta = doc.meta
  meta.terms = words
  front_matter(meta, words, language, function(code) return terms { lang = code } end)
  meta["running-head"] = running_head(meta, words)
  local dated = meta.front.date and words.dated .. " " .. meta.front.date.iso .. ". " or ""
  local colophon = pandoc.Inlines(dated .. words.colophon .. " " .. engine_name(meta) .. ".")
  local front = FORMAT == "docx" and title_page(meta, words, styled) or pandoc.Blocks {}
  if submission.anonymous then meta.author = nil end
  local foreign = language_of_works(doc, language)
  if FORMAT == "typst" then
    meta["language-of-works"] = foreign
    doc = doc:walk(for_typst)
  end
  if FORMAT == "docx" then
    meta.lang = words.locale or meta.lang -- Word proofs by the country's rules
    meta.submission = nil -- nor is it a property of the document
    doc = doc:walk(for_docx(styled, doc))
  end
  if FORMAT ~= "typst" then doc = doc:walk { Image = with_alternative } end
  if FORMAT:match("^jats") then doc = for_jats(doc) end
  doc = doc:walk { Div = function(div)
    if div.classes:includes("table-note") then return styled("Table Note", div.content) end
  end }
  doc.blocks = front .. notes(doc, words) .. doc.blocks .. references(doc)
  if FORMAT:match("^jats") then -- whose body ends with its last section
    meta.colophon = colophon
  else
    doc.blocks:extend(styled("Colophon", pandoc.Para(colophon)))
  end
  if FORMAT == "docx" and submission["legends-apart"] then doc = legends_apart(doc, words, styled) end
  if FORMAT:match("^html") then return page(doc, words, language, foreign) end
  return doc
end
