-- Supplementary figures and tables, which count apart: {#suppfig-x} is "Figure S1", {#supptbl-x} "Table S1". Engines do not
-- know them: before an engine runs they get the captions, and references to them the links, that engines give others.
-- So does a figure without a label, which has no number.

local terms = require("ledger.terms")

local say = pandoc.utils.stringify
local SPACE = "\u{a0}"
local WORDS = { fig = "figure", tbl = "table" }

local function raw(text) return pandoc.RawBlock(FORMAT:match("^html") and "html" or FORMAT, text) end

-- The label, which Quarto leaves in the caption of a table, and the caption without it.
local function label_and_caption(float)
  local caption = pandoc.utils.blocks_to_inlines(float.caption.long)
  local left = float.t == "Table" and caption[#caption] and say(caption[#caption]):match("^{#(supptbl%-[%w_-]+)}$")
  if left then
    caption:remove()
    if #caption > 0 and caption[#caption].t:match("Space$") then caption:remove() end
  end
  return left or float.identifier, caption
end

-- As engines write it. An image that a figure holds may be shown elsewhere: what it says is said by the figure, too.
local function typst_figure(content, position, caption, rest)
  local text
  content:walk { Image = function(image) text = image.attributes["fig-alt"] or say(image.caption) end }
  local described = text and '..described("' .. text:gsub('[\\"]', "\\%0") .. '"), ' or ""
  local open = "], " .. described .. "caption: figure.caption(position: " .. position .. ", ["
  return pandoc.Blocks { raw("#figure([") } .. content .. { raw(open), pandoc.Plain(caption), raw("]), " .. rest) }
end

-- Typst counts by the kind of a figure, as engines have it; the page lets a wide table scroll below its caption.
local function float_of(float, label, kind, word, number, caption)
  local content = float.content
  if kind == "tbl" then
    content = pandoc.Blocks(pandoc.Table({ long = {} }, float.colspecs, float.head, float.bodies, float.foot))
  end
  if FORMAT == "typst" then
    local rest = 'kind: "quarto-float-supp%s", supplement: "%s", numbering: "S1")\n<%s>'
    return typst_figure(content, kind == "tbl" and "top" or "bottom", caption, rest:format(kind, word, label))
  end
  local head = pandoc.Str(word .. SPACE .. number .. ":")
  caption = pandoc.Inlines { FORMAT:match("^html") and pandoc.Strong(head) or head, pandoc.Space() } .. caption
  if kind == "tbl" and FORMAT:match("^html") then
    local open = '<figure id="' .. label .. '" class="float float-tbl"><figcaption>'
    local body = pandoc.Blocks { raw(open), pandoc.Plain(caption), raw('</figcaption><div class="table-box">') }
    return body .. content .. { raw("</div></figure>") }
  end
  float.identifier, float.caption.long = label, pandoc.Blocks { pandoc.Plain(caption) }
  return float
end

return function(doc)
  local words, counts, numbers = terms(doc.meta), { fig = 0, tbl = 0 }, {}

  local function write(float)
    local label, caption = label_and_caption(float)
    local kind = label:match("^supp(%a+)%-")
    if FORMAT == "typst" and float.t == "Figure" and label == "" then -- which Quarto would count
      return typst_figure(float.content, "bottom", caption, "numbering: none)"), false
    end
    if not WORDS[kind] then return nil end
    counts[kind] = counts[kind] + 1
    numbers[label] = "S" .. counts[kind]
    return float_of(float, label, kind, words[WORDS[kind]], numbers[label], caption), false
  end

  -- As of other floats: a prefix of the author's own replaces the word, a minus sign drops it.
  local function refer(cite)
    local links = pandoc.Inlines {}
    for index, citation in ipairs(cite.citations) do
      local label = citation.id:gsub("^S", "s")
      local number = numbers[label]
      if not number then return nil end
      local text = pandoc.Inlines(number)
      if citation.mode ~= "SuppressAuthor" then
        local word = #citation.prefix > 0 and citation.prefix or pandoc.Inlines(words[WORDS[label:match("^supp(%a+)")]])
        text = word .. { pandoc.Str(SPACE .. number) }
      end
      if index > 1 then links:extend { pandoc.Str(","), pandoc.Space() } end
      links:insert(pandoc.Link(text, "#" .. label, "", pandoc.Attr("", { "crossref" })))
      links:extend(citation.suffix)
    end
    return links
  end

  return doc:walk({ traverse = "topdown", Figure = write, Table = write }):walk { Cite = refer }
end
