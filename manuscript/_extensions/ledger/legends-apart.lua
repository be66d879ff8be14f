-- For journals, in DOCX: numbered figures leave the text; their legends have a page of their own at its end, those of
-- supplementary figures last, and each figure has one.

local BREAK = pandoc.RawBlock("openxml", '<w:p><w:r><w:br w:type="page"/></w:r></w:p>')

-- The embedded engine has figures; what Quarto framed is, once out of its frame, a box with a caption in its style.
local function parts(block)
  if block.t == "Figure" then return block.content, block.caption.long end
  local legend = block.content:filter(function(inner) return inner.t == "Div" and inner.classes:includes("image-caption") end)
  local picture = block.content:filter(function(inner) return not legend:includes(inner) end)
  return picture, legend[1] and legend[1].content or {}
end

return function(doc, words, styled)
  local legends, pictures = pandoc.Blocks {}, pandoc.Blocks {}
  local function take(block)
    local picture, legend = parts(block)
    local paragraph = pandoc.Para(pandoc.utils.blocks_to_inlines(legend))
    legends:extend(styled("Image Caption", paragraph))
    pictures:extend { BREAK }
    local label = pandoc.utils.stringify(paragraph):match("^[^:]*")
    pictures:extend(styled("Image Caption", pandoc.Para(label)))
    pictures:extend(styled("Captioned Figure", pandoc.Para(pandoc.utils.blocks_to_inlines(picture))))
    return {}
  end
  for _, label in ipairs { "^fig%-", "^suppfig%-" } do
    local function take_labelled(block) if block.identifier:match(label) then return take(block) end end
    doc = doc:walk { Figure = take_labelled, Div = take_labelled }
  end
  if #pictures > 0 then
    doc.blocks:insert(BREAK)
    doc.blocks:extend(styled("Heading 1 Unnumbered", pandoc.Para(words.legends)))
    doc.blocks:extend(legends .. pictures)
  end
  return doc
end
