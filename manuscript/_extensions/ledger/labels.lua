-- What the engine has written at the head of a caption or a heading.

local say = pandoc.utils.stringify

local labels = {}

-- "Figure 1: …" or "Figure S1: …", in one piece or in several: the word, the letter, the number, and what follows them.
function labels.of_caption(inlines)
  local head = ""
  for index, inline in ipairs(inlines) do
    head = head .. say(inline)
    local word, letter, number = head:match("^(%D-)(%u?)(%d+):%s*$")
    if number then
      local rest = pandoc.Inlines { table.unpack(inlines, index + 1) }
      if rest[1] and rest[1].t == "Space" then rest:remove(1) end
      return word, letter, number, rest
    end
  end
end

-- The number that Quarto types before a heading, taken away from it.
function labels.of_heading(header)
  local number, first = header.attributes.number, header.content[1]
  if not number or not first or say(first):gsub("%.$", "") ~= number then return nil end
  repeat header.content:remove(1) until not header.content[1] or not say(header.content[1]):match("^[.%s]*$")
  return number
end

return labels
