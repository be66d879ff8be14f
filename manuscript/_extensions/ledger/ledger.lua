-- {{< num ID >}}, {{< num ID case=dative >}}: the number, which leads to its part of the audit.
-- {{< p ID >}}: a p-value with its sign, "p = 0.036" or "p < 0.001", the letter in italics.
-- {{< when ID "if true" "if false" >}}: the wording that a computed condition asks for; with two conditions there are four
-- (both, the first alone, the second alone, neither), with a count one for 0, 1, … and the last for all others. One more
-- wording than the conditions need is for those of which it cannot be told whether they hold. A p in a wording is italic.
-- {{< step NAME >}}: the step that made a figure or table, which leads to its part of the audit.

package.path = pandoc.path.directory(pandoc.path.directory(PANDOC_SCRIPT_FILE)) .. "/?.lua;" .. package.path
local terms = require("ledger.terms")
local mistake = require("ledger.mistake")
local edition = require("ledger.edition")

-- Stands beside a number that rests on reconstructed values; the article explains it.
local MARK = "◊"

local numbers, words, language

local function prepare(meta)
  if numbers then return end
  numbers = edition.numbers() or mistake("the numbers are not there yet. Build the project once: make")
  words, language = terms(meta)
end

local function find(args, meta)
  prepare(meta)
  local id = pandoc.utils.stringify(args[1])
  return numbers[id] or mistake("there is no number '" .. id .. "'.", id, numbers), id
end

-- The attribute in which a format says which number is shown.
local NAMES = { html = "data-num", jats = "specific-use" }

-- Attributes are given as a list: the order of named keys would differ from run to run.
local function attributes(id)
  local name = NAMES[FORMAT:match("^%a+")]
  return name and { { name, id } } or {}
end

-- The anchor of a number in the page: its id, and which of the places that show it this is.
local places = {}
local function anchor(id)
  if not FORMAT:match("^html") then return "" end
  places[id] = (places[id] or 0) + 1
  return "num-" .. id .. "-" .. places[id]
end

-- The case, and the language where it is not the article's: what the editions in other languages say of themselves has it.
-- In metadata (title, abstract) Quarto hands "case=dative" over as one more positional argument.
local function options(args, kwargs, id)
  local given = { case = pandoc.utils.stringify(kwargs["case"] or ""), lang = pandoc.utils.stringify(kwargs["lang"] or "") }
  for index = 2, #args do
    local surplus = pandoc.utils.stringify(args[index])
    local name, value = surplus:match("^(%a+)=(.+)$")
    if not given[name] then
      mistake("`num` takes one id and perhaps a case; '" .. surplus .. "' is neither. Is a shortcode before it not closed?", id)
    end
    given[name] = value
  end
  return given.case, given.lang ~= "" and given.lang or nil
end

-- A link as quiet as the text around it; in Word that takes a style of its own. Without an audit there is none.
local function link(content, part, of)
  if edition.audit == "" then return content end
  if FORMAT == "docx" then content = pandoc.Span(content, pandoc.Attr("", {}, { { "custom-style", "Number" } })) end
  return pandoc.Link(content, edition.evidence(of or language, part))
end

-- What another edition says leads to that edition's audit, and is no place of this article.
local function linked(number, id, shown, of)
  local content, classes = pandoc.Inlines(shown), { "num" }
  if number.synthetic == true then
    content:insert(pandoc.Superscript(MARK))
    table.insert(classes, "synthetic")
  end
  return pandoc.Span(link(content, id, of), pandoc.Attr(of and "" or anchor(id), classes, attributes(id)))
end

local function num(args, kwargs, meta, _, context)
  local number, id = find(args, meta)
  local case, of = options(args, kwargs, id)
  local shown = case == "" and number[of or language] or number.cases[case]
  if not shown and case == "" then mistake("the number '" .. id .. "' is not there in this language. Build the project anew.") end
  if not shown then mistake("the number '" .. id .. "' has no case '" .. case .. "'.", case, number.cases) end
  return context == "text" and shown or linked(number, id, shown, of)
end

-- A value that cannot be given has words instead of digits, and no sign before them.
local function p(args, kwargs, meta, _, context)
  local number, id = find(args, meta)
  local _, of = options(args, kwargs, id)
  local said = number[of or language]
  local below, digits = said:match("^(<?)(%d.*)$")
  local sign = not digits and ":\u{a0}" or below == "<" and "\u{a0}<\u{a0}" or "\u{a0}=\u{a0}"
  local shown = digits or said
  if context == "text" then return "p" .. sign .. shown end
  return pandoc.Inlines { pandoc.Emph "p", pandoc.Str(sign), linked(number, id, shown, of) }
end

local function step(args, _, meta, _, context)
  prepare(meta)
  if edition.audit == "" then return context == "text" and "" or pandoc.Inlines {} end
  local name = pandoc.utils.stringify(args[1])
  local label, run = words.step .. ": ", name:match("^figure_") and name .. "-" .. language or name
  if context == "text" then return label .. name end
  return pandoc.Span(pandoc.Inlines(label) .. { link(name, "step-" .. run) }, pandoc.Attr("", { "step" }))
end

local function when(args, _, meta, _, context)
  local number, id = find(args, meta)
  local wordings, chosen = #args - 1, number.value
  if number.kind == "condition" then
    local untold = type(number.value) ~= "boolean"
    chosen = number.value == true and 0 or 1
    local index = 2
    while args[index] and numbers[pandoc.utils.stringify(args[index])] do
      local value = find({ args[index] }, meta).value
      untold = untold or type(value) ~= "boolean"
      chosen = 2 * chosen + (value == true and 0 or 1)
      index, wordings = index + 1, wordings - 1
    end
    local more = wordings - 2 ^ (index - 1)
    if more ~= 0 and more ~= 1 then mistake("`when " .. id .. "` has " .. wordings .. " wordings.", id, numbers) end
    if untold and more == 0 then mistake("it cannot be told whether '" .. id .. "' holds: one more wording is needed.", id) end
    chosen = untold and wordings - 1 or chosen
  end
  local wording = pandoc.utils.stringify(args[#args - wordings + 1 + math.min(type(chosen) == "number" and chosen or wordings, wordings - 1)])
  if context == "text" then return wording end
  local italic = (" " .. wording .. " "):gsub("([%s(])p([%s),;.])", "%1*p*%2")
  local content = pandoc.utils.blocks_to_inlines(pandoc.read(italic:sub(2, -2), "markdown").blocks)
  return pandoc.Span(content, pandoc.Attr("", { "when" }, FORMAT:match("^html") and { { "data-num", id } } or {}))
end

return { num = num, p = p, when = when, step = step }
