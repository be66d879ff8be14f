-- What surrounds the article: the languages it is there in, where its audit is, and its numbers; from files that the
-- workflow puts beside the article.

local function decoded(name)
  local file = io.open(pandoc.path.join { quarto and quarto.project.directory or ".", name })
  if not file then return nil end
  local content = pandoc.json.decode(file:read("a"), false)
  file:close()
  return content
end

local edition = decoded("edition.json") or { audit = "../audit", languages = {}, formats = {} }

function edition.numbers() return decoded("numbers.json") end

-- The part of the audit, in a language, on a number or a step.
function edition.evidence(language, part)
  return edition.audit .. "/audit." .. language .. ".html" .. (part and "#" .. part or "")
end

return edition
