-- What surrounds the article: the languages it is there in, and where its audit is; from edition.json, which the workflow
-- puts beside the numbers.

local folder = quarto and quarto.project.directory or "."
local file = io.open(pandoc.path.join { folder, "edition.json" })
local edition = { audit = "../audit", languages = {} }
if file then
  edition = pandoc.json.decode(file:read("a"), false)
  file:close()
end

-- The part of the audit, in a language, on a number or a step.
function edition.evidence(language, part)
  return edition.audit .. "/audit." .. language .. ".html" .. (part and "#" .. part or "")
end

return edition
