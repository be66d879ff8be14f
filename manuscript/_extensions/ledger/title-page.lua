-- The title page in DOCX, whose writer knows of title and names only: names in one line with their marks, and below them
-- what the templates of other formats show. The language of a passage goes with it, for Word proofs and reads aloud by it.

local say = pandoc.utils.stringify

-- The properties of the file take the names from this line, and leave out what is given as it is: all, in an edition of
-- what others have written.
local function raised(text)
  local run = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>%s</w:t></w:r>'
  return pandoc.RawInline("openxml", run:format(text))
end

local function as_it_is(text)
  local run = '<w:r><w:t xml:space="preserve">%s</w:t></w:r>'
  return pandoc.RawInline("openxml", run:format(text:gsub("[&<>]", "")))
end

local function names(authors, byline)
  local line = pandoc.Inlines(byline and as_it_is(byline .. ": ") or {})
  for index, author in ipairs(authors) do
    local plain = byline and as_it_is or pandoc.Str
    if index > 1 then line:insert(plain(", ")) end
    line:extend(byline and { as_it_is(author.plain) } or pandoc.Inlines(author.plain))
    if author.degrees then line:insert(as_it_is(", " .. author.degrees)) end
    if author.marks then line:insert(raised(author.marks)) end
  end
  return line
end

local function blocks(value)
  if not value then return pandoc.Blocks {} end
  return pandoc.utils.type(value) == "Inlines" and pandoc.Blocks { pandoc.Para(value) } or pandoc.Blocks(value)
end

local function keywords(words, title)
  local label = pandoc.Inlines { pandoc.Strong(title .. ":"), pandoc.Space() }
  return pandoc.Para(label .. pandoc.Inlines(table.concat(pandoc.List(words):map(say), ", ")))
end

local function with_mark(mark, text)
  return pandoc.Para(mark and pandoc.Inlines { pandoc.Superscript(mark), pandoc.Space() } .. text or text)
end

-- Blocks in their styles: affiliations, notes, abstract, keywords, and the last two in other languages.
return function(meta, words, styled)
  local page, front = pandoc.Blocks {}, meta.front
  meta.author = pandoc.List { names(front.authors, front.byline) }
  for _, place in ipairs(front.places) do
    page:extend(styled("Affiliation", with_mark(place.number, pandoc.Inlines(place.text))))
  end
  for _, author in ipairs(front.authors) do
    if author.orcid then
      local link = pandoc.Link(author.orcid, "https://orcid.org/" .. author.orcid)
      local line = pandoc.Inlines("ORCID " .. author.plain .. ": ") .. { link }
      page:extend(styled("Affiliation", pandoc.Para(line)))
    end
  end
  for _, note in ipairs(front.notes) do page:extend(styled("Affiliation", with_mark(note.mark, note.text))) end
  if meta.abstract then
    page:extend(styled("Abstract Title", pandoc.Para(pandoc.Inlines(words.abstract))))
    page:extend(styled("Abstract", blocks(meta.abstract)))
  end
  if meta.keywords then page:extend(styled("Keywords", keywords(meta.keywords, words.keywords))) end
  for _, other in ipairs(front.translations) do
    local own = pandoc.Blocks {}
    if other.title then own:extend(styled("Abstract Title", blocks(other.title))) end
    if other.abstract then
      own:extend(styled("Abstract Title", pandoc.Para(pandoc.Inlines(other["abstract-title"]))))
      own:extend(styled("Abstract", blocks(other.abstract)))
    end
    if #other.keywords > 0 then own:extend(styled("Keywords", keywords(other.keywords, other["keywords-title"]))) end
    page:insert(pandoc.Div(own, { lang = other.locale or other.lang }))
  end
  -- DOCX lists all other metadata among the properties of the document: what is said there is chosen here.
  for _, key in ipairs {
    "abstract", "affiliations", "authors", "by-author", "by-affiliation", "citation", "date", "doi", "engine", "filters",
    "front", "funding", "license", "original", "template-partials", "terms", "translations",
  } do meta[key] = nil end
  meta.date_of_issue, meta.title_of_file, meta.subject = front.date and front.date.iso, front.title, front.description
  meta.doi, meta.license = front.doi, front.license and (front.license.url or front.license.text)
  return page
end
