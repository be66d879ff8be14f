-- What stands around the article on its page (HTML): ways to its other languages, formats and evidence, its contents,
-- and for each number that it shows a card, which cards.js opens.

local folder = pandoc.path.directory((select(2, ...)))
local edition = require("ledger.edition")
local levels = require("ledger.levels")

local function raw(text) return pandoc.RawBlock("html", text) end

local function read(file)
  local opened = assert(io.open(file))
  local text = opened:read("a")
  opened:close()
  return text
end

local function navigation(class, label, list)
  local open = '<nav class="%s" aria-label="%s">'
  return pandoc.Blocks { raw(open:format(class, label)), list, raw("</nav>") }
end

local function around(words, language)
  local links = pandoc.List {}
  for _, other in ipairs(edition.languages) do
    local code, name = other[1], other[2]
    local attributes = pandoc.Attr("", { "same-place" }, { { "lang", code }, { "hreflang", code } })
    if code ~= language then links:insert(pandoc.Link(name, "article." .. code .. ".html", "", attributes)) end
  end
  for _, other in ipairs(edition.formats) do
    links:insert(pandoc.Link(other[1], "article." .. language .. other[2]))
  end
  links:insert(pandoc.Link(words.audit, edition.evidence(language)))
  links:insert(pandoc.Link(words.ledger, edition.evidence(language, "ledger")))
  return navigation("around", words.around, pandoc.BulletList(links:map(function(link) return pandoc.Plain { link } end)))
end

local function contents(doc, words)
  local list = pandoc.structure.table_of_contents(doc.blocks, { number_sections = true, toc_depth = 3 })
  return navigation("contents", words.contents, list)
end

-- What was printed, each wording once; a percentage, which the two abstracts write as 75% and %75, as the reader's
-- language does. Missing values come as nil or as null, whichever engine decodes the JSON.
local function printed(number, language)
  local wordings = pandoc.List {}
  for _, wording in ipairs(type(number.printed) == "table" and number.printed or {}) do
    local share = wording:match("^%%([%d.,]+)$") or wording:match("^([%d.,]+)%%$")
    if share then wording = language == "tr" and "%" .. share:gsub("%.", ",") or share:gsub(",", ".") .. "%" end
    if not wordings:includes(wording) then wordings:insert(wording) end
  end
  return table.concat(wordings, "; ")
end

-- Lists throughout: the order of named keys would differ from run to run.
local function cards(doc, words, language)
  local numbers = edition.numbers() or {}
  local seen, shown = {}, pandoc.List {}
  doc:walk { Span = function(span)
    local id = span.classes:includes("num") and span.attributes["data-num"]
    local number = numbers[id]
    if not number or seen[id] then return nil end
    seen[id] = true
    local text = function(value) return type(value) == "table" and value[language] or "" end
    local mark = number.synthetic == true and words.synthetic or ""
    shown:insert { id, number[language], text(number.meaning), printed(number, language), text(number.verdict_names), mark }
  end }
  local said = { words.printed, words.verdict, words.evidence, words.close, words.cards, words.scroll }
  local data = pandoc.json.encode { said, shown }
  return pandoc.Blocks {
    raw('<script type="application/json" id="cards-data">' .. data:gsub("<", "\\u003c") .. "</script>"),
    raw("<script>\n" .. read(pandoc.path.join { folder, "cards.js" }) .. "</script>"),
  }
end

-- Notes stand at the end, under a heading of their own.
local function with_notes(doc, words)
  local texts = pandoc.List {}
  doc = doc:walk { Note = function(note)
    texts:insert(note.content)
    local attributes = pandoc.Attr("noteref-" .. #texts, {}, { { "role", "doc-noteref" } })
    return pandoc.Superscript(pandoc.Link(tostring(#texts), "#note-" .. #texts, "", attributes))
  end }
  if #texts == 0 then return doc end
  local items = texts:map(function(blocks, index)
    local attributes = pandoc.Attr("", {}, { { "role", "doc-backlink" }, { "aria-label", words.back } })
    blocks:insert(pandoc.Plain(pandoc.Link("↩", "#noteref-" .. index, "", attributes)))
    return pandoc.Blocks(pandoc.Div(blocks, pandoc.Attr("note-" .. index)))
  end)
  doc.blocks:insert(pandoc.Header(2, words.notes, pandoc.Attr("notes", { "unnumbered" })))
  doc.blocks:insert(pandoc.Div(pandoc.OrderedList(items), pandoc.Attr("", { "footnotes" })))
  return doc
end

-- On a narrow page a table of texts shows its cells below each other, each under the name of its column.
local function for_narrow_pages(table)
  for _, column in ipairs(table.colspecs) do if column[1] ~= "AlignLeft" then return end end
  local head = table.head.rows[1]
  table.classes:insert("texts")
  for _, body in ipairs(table.bodies) do
    for _, row in ipairs(body.body) do
      for index, cell in ipairs(row.cells) do
        cell.attributes["data-column"] = head and head.cells[index] and pandoc.utils.stringify(head.cells[index].contents)
      end
    end
  end
end

-- The first cell of each row says what the row is about.
local function with_row_headers(table)
  for_narrow_pages(table)
  for _, body in ipairs(table.bodies) do
    body.row_head_columns = 1
    for _, row in ipairs(body.body) do
      if row.cells[1] then row.cells[1].attributes.scope = "row" end
    end
  end
  levels(table, function(cell) cell.classes:insert("level") end)
  return table
end

return function(doc, words, language, foreign)
  doc = with_notes(doc, words):walk {
    Table = with_row_headers,
    Div = function(div)
      if div.identifier ~= "refs" or not foreign then return nil end
      div.attributes.lang = foreign
      return div
    end,
  }
  local before = around(words, language) .. contents(doc, words) .. { raw('<main id="main">') }
  doc.blocks = before .. doc.blocks .. { raw("</main>") } .. cards(doc, words, language)
  return doc
end
