-- What every output says of the article as a whole, in the form in which the templates say it: names with their marks,
-- institutions, notes, identifiers, the article in the other languages. Quarto has brought some of it into its own form
-- before, the embedded engine has not; both are understood.

local say = pandoc.utils.stringify

local ROLES = "https://credit.niso.org/contributor-roles/"
local SYMBOLS = { corresponding = "*", ["equal-contributor"] = "†", deceased = "‡" }

local function list(value)
  if not value then return pandoc.List {} end
  local kind = pandoc.utils.type(value)
  return kind == "List" and value or pandoc.List { value }
end

-- A text, or the part of a table that has it.
local function text_of(value, key)
  if not value then return nil end
  local kind = pandoc.utils.type(value)
  if kind == "table" then value = value[key] end
  return value and say(value)
end

local function inlines(value)
  local kind = pandoc.utils.type(value)
  if kind == "Blocks" then return pandoc.utils.blocks_to_inlines(value) end
  return kind == "Inlines" and value or pandoc.Inlines(say(value))
end

-- In the order of the language: a Turkish one begins with the university.
local function affiliation(place, words)
  local parts = pandoc.List {}
  for key in words["affiliation-order"]:gmatch("%a+") do
    if place[key] then parts:insert(say(place[key])) end
  end
  return table.concat(parts, ", ")
end

-- Institutions are numbered in the order in which the authors name them, whatever their order where they are listed.
local function renumber(authors, places)
  local numbers, count = {}, 0
  local function number(place)
    local id = say(place.id)
    if not numbers[id] then
      count = count + 1
      numbers[id] = count
    end
    place.number = tostring(numbers[id])
  end
  for _, author in ipairs(authors) do for _, place in ipairs(author.affiliations or {}) do number(place) end end
  for _, place in ipairs(places) do number(place) end
  table.sort(places, function(one, two) return numbers[say(one.id)] < numbers[say(two.id)] end)
end

-- "writing – original draft" is writing-original-draft in the vocabulary and among the words of a language.
local function slug(term)
  return (term:lower():gsub("[^%a]+", "-"))
end

-- One author: the name, what follows it in small, and what only metadata say.
local function person(author, number_of_places)
  local has, marks = author.attributes or {}, pandoc.List {}
  if number_of_places > 1 then
    for _, place in ipairs(author.affiliations or {}) do marks:insert(say(place.number)) end
  end
  if author.note then
    author.note.mark = utf8.char(96 + tonumber(say(author.note.number)))
    marks:insert(author.note.mark)
  end
  for _, name in ipairs { "corresponding", "equal-contributor", "deceased" } do
    if has[name] then marks:insert(SYMBOLS[name]) end
  end
  local degrees = list(author.degrees):map(say)
  local orcid = author.orcid and say(author.orcid):match("[%dX-]+$")
  author["orcid-url"] = orcid and "https://orcid.org/" .. orcid
  return {
    name = pandoc.Inlines(say(author.name.literal)),
    plain = say(author.name.literal),
    degrees = #degrees > 0 and table.concat(degrees, ", ") or nil,
    marks = #marks > 0 and table.concat(marks, ",") or nil,
    orcid = orcid,
  }
end

local function people_who(authors, attribute)
  return pandoc.List(authors):filter(function(author) return author.attributes and author.attributes[attribute] end)
end

local function contributions(authors, words)
  local parts = pandoc.List {}
  for _, author in ipairs(authors) do
    local roles = list(author.roles):map(function(role)
      local term = slug(say(role["vocab-term"] or role.role))
      role["vocab-term-identifier"] = ROLES .. term .. "/"
      return words["role-" .. term] or say(role.role)
    end)
    if #roles > 0 then parts:insert(say(author.name.literal) .. ", " .. table.concat(roles, ", ")) end
  end
  return #parts > 0 and words.contributions .. ": " .. table.concat(parts, "; ") .. "." or nil
end

-- Lines below the institutions: correspondence, equal contribution, deaths, the authors' own notes, contributions.
local function notes(authors, words)
  local lines = pandoc.List {}
  local function add(mark, text) lines:insert { mark = mark, text = text } end
  local addresses = pandoc.Inlines {}
  for index, author in ipairs(people_who(authors, "corresponding")) do
    addresses:extend(pandoc.Inlines((index > 1 and "; " or words.correspondence .. ": ") .. say(author.name.literal)))
    if author.email then
      local email = say(author.email)
      addresses:extend { pandoc.Str ",", pandoc.Space(), pandoc.Link(email, "mailto:" .. email) }
    end
  end
  if #addresses > 0 then add(SYMBOLS.corresponding, addresses) end
  for _, name in ipairs { "equal-contributor", "deceased" } do
    if #people_who(authors, name) > 0 then add(SYMBOLS[name], pandoc.Inlines(words[name])) end
  end
  for _, author in ipairs(authors) do
    if author.note then add(author.note.mark, inlines(author.note.text)) end
  end
  local credit = contributions(authors, words)
  if credit then add(nil, pandoc.Inlines(credit)) end
  return lines
end

-- The licence by its text and address; Creative Commons licences may be given by name: "CC BY 4.0".
local function license(meta)
  local given = list(meta.license)[1]
  if not given then return nil end
  local text, url = text_of(given, "text"), pandoc.utils.type(given) == "table" and text_of(given, "url")
  local kind, version = (text or ""):lower():match("^cc (by[%a-]*)%s*([%d.]*)$")
  if kind and not url then
    url = "https://creativecommons.org/licenses/" .. kind .. "/" .. (version ~= "" and version or "4.0") .. "/"
  end
  return { text = text, url = url or nil }
end

local function funding(meta)
  return list(meta.funding):map(function(entry)
    local grant = { statement = text_of(entry, "statement"), awards = pandoc.List {} }
    for _, award in ipairs(pandoc.utils.type(entry) == "table" and list(entry.awards) or {}) do
      local source = list(award.source)[1]
      grant.awards:insert { id = text_of(award, "id"), source = text_of(source, "text") }
    end
    return grant
  end)
end

-- 2026-11-22 and its parts.
local function date(meta)
  local iso = meta.date and say(meta.date)
  local year, month, day = (iso or ""):match("^(%d+)%-(%d+)%-(%d+)")
  return year and { iso = iso, year = year, month = month, day = day } or nil
end

-- The article in the other languages, by what their own sources say, with the words of those languages.
local function translations(meta, language, words_in)
  return list(meta.translations):filter(function(other) return say(other.lang) ~= language end):map(function(other)
    local code = say(other.lang)
    local words = words_in(code)
    return {
      lang = code, locale = words.locale, title = other.title, abstract = other.abstract, keywords = list(other.keywords),
      ["abstract-title"] = words.abstract, ["keywords-title"] = words.keywords, edition = words.edition,
      file = "article." .. code .. ".html",
    }
  end)
end

-- "Reproducible edition of: Title, Journal, 2025, doi:10.1000/xyz"
local function edition_of(original, words)
  local parts = pandoc.List {}
  for _, key in ipairs { "title", "container-title", "year", "doi" } do
    local text = original[key] and say(original[key])
    if text then parts:insert(key == "doi" and "doi:" .. text or text) end
  end
  return words["edition-of"] .. ": " .. table.concat(parts, ", ")
end

-- What indexes read in the head of a page: Highwire Press tags, as Google Scholar asks for them, and Dublin Core.
local function tags(meta, front, language, words, title)
  local tags = pandoc.List {}
  local function add(name, content)
    if content and content ~= "" then tags:insert { name = name, content = content } end
  end
  local cited, original = meta.citation or {}, meta.original or {}
  add("DC.title", title)
  add("DC.description", front.description)
  add("DC.date", front.date and front.date.iso)
  add("DC.language", language)
  add("DC.identifier", front.doi and "https://doi.org/" .. front.doi)
  add("DC.rights", front.license and (front.license.url or front.license.text))
  add("DC.source", original.doi and "https://doi.org/" .. say(original.doi))
  if meta.original then return tags end -- an index would credit its authors with one more article
  for _, author in ipairs(front.authors) do add("DC.creator", author.plain) end
  add("citation_title", title)
  for _, author in ipairs(meta["by-author"] or {}) do
    local parts = pandoc.List { author.name.family, author.name.given }:map(say)
    local is_group = author.attributes and author.attributes.group
    add("citation_author", is_group and say(author.name.literal) or table.concat(parts, ", "))
    for _, place in ipairs(author.affiliations or {}) do add("citation_author_institution", affiliation(place, words)) end
    add("citation_author_orcid", author["orcid-url"])
  end
  add("citation_publication_date", front.date and front.date.iso:gsub("%-", "/"))
  add("citation_language", language)
  add("citation_doi", front.doi)
  add("citation_journal_title", text_of(cited, "container-title"))
  for _, key in ipairs { "publisher", "issn", "volume", "issue" } do add("citation_" .. key, text_of(cited, key)) end
  for _, word in ipairs(list(meta.keywords)) do add("citation_keywords", say(word)) end
  return tags
end

-- The pages of a range, "12-34".
local function pages(meta)
  local first, last = say(meta.citation and meta.citation.page or ""):match("^(%w+)%s*[-–]*%s*(%w*)$")
  return first and { first = first, last = last ~= "" and last or nil } or nil
end

return function(meta, words, language, words_in)
  local authors, places = meta["by-author"] or {}, meta["by-affiliation"] or {}
  local cited = meta.citation and meta.citation.doi
  if meta.original then words.correspondence = words["correspondence-original"] end
  renumber(authors, places)
  local front = {
    byline = meta.original and #authors > 0 and words["authors-original"] or nil,
    authors = pandoc.List(authors):map(function(author) return person(author, #places) end),
    places = pandoc.List(places):map(function(place)
      return { number = #places > 1 and say(place.number) or nil, text = affiliation(place, words) }
    end),
    notes = notes(authors, words),
    equal = #people_who(authors, "equal-contributor") > 0,
    date = date(meta),
    doi = (meta.doi or cited) and say(meta.doi or cited) or nil,
    license = license(meta),
    funding = funding(meta),
    pages = pages(meta),
    translations = translations(meta, language, words_in),
  }
  -- Where only the title is shown, as by a browser or an index, it says that this is not the original article.
  front.title = say(meta.title or "") .. (meta.original and " (" .. words.reproducible .. ")" or "")
  front.description = meta.original and edition_of(meta.original, words) or nil
  front.tags = tags(meta, front, language, words, front.title)
  meta.front, meta.pagetitle = front, meta.original and front.title or meta.pagetitle
  meta.author = not meta.original and front.authors:map(function(author) return pandoc.Inlines(author.plain) end) or nil
  return front
end
