-- The title page in DOCX, whose writer knows of title and names only: names in one line, numbered where there is more
-- than one affiliation, and below them what the templates of other formats show.

local say = pandoc.utils.stringify

local function affiliation_text(place)
  local parts = {}
  for _, key in ipairs { "department", "name", "city", "country" } do
    if place[key] then table.insert(parts, say(place[key])) end
  end
  return table.concat(parts, ", ")
end

local function names(meta, places)
  local line = pandoc.Inlines {}
  for index, author in ipairs(meta["by-author"] or {}) do
    if index > 1 then line:extend { pandoc.Str(","), pandoc.Space() } end
    line:extend(pandoc.Inlines(say(author.name.literal)))
    local marks = {}
    for _, place in ipairs(author.affiliations or {}) do table.insert(marks, say(place.number)) end
    if #places > 1 then line:insert(pandoc.Superscript(table.concat(marks, ","))) end
  end
  return line
end

-- Blocks in their styles: affiliations, correspondence, abstract, keywords; the author line goes into the metadata.
return function(meta, words, styled)
  local page, places = pandoc.Blocks {}, meta["by-affiliation"] or {}
  meta.author = pandoc.List { names(meta, places) }
  for _, place in ipairs(places) do
    local line = pandoc.Inlines(affiliation_text(place))
    if #places > 1 then line = pandoc.Inlines { pandoc.Superscript(say(place.number)), pandoc.Space() } .. line end
    page:extend(styled("Affiliation", pandoc.Para(line)))
  end
  for _, author in ipairs(meta["by-author"] or {}) do
    if author.attributes and author.attributes.corresponding then
      local line = words.correspondence .. ": " .. say(author.name.literal) .. ", " .. say(author.email)
      page:extend(styled("Affiliation", pandoc.Para(pandoc.Inlines(line))))
    end
  end
  if meta.abstract then
    page:extend(styled("Abstract Title", pandoc.Para(pandoc.Inlines(words.abstract))))
    local abstract = meta.abstract
    if pandoc.utils.type(abstract) == "Inlines" then abstract = { pandoc.Para(abstract) } end
    page:extend(styled("Abstract", abstract))
    meta.abstract = nil
  end
  if meta.keywords then
    local keywords = pandoc.List(meta.keywords):map(say)
    local label = pandoc.Inlines { pandoc.Strong(words.keywords .. ":"), pandoc.Space() }
    page:extend(styled("Keywords", pandoc.Para(label .. pandoc.Inlines(table.concat(keywords, ", ")))))
  end
  -- DOCX would list all other metadata among the properties of the document.
  for _, key in ipairs { "by-author", "by-affiliation", "corresponding", "engine", "filters", "terms" } do
    meta[key] = nil
  end
  return page
end
