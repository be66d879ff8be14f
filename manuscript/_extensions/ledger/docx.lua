-- What Word should find in styles of its own: a filter, made with the function that puts blocks into a style.

local fields = require("ledger.fields")
local levels = require("ledger.levels")

-- Quarto frames each figure and table in a table of one cell; here they stand in the text, under captions in their style.
local function without_frame(frame, styled)
  local row = frame.bodies[1].body[1]
  local content = row and row.cells[1].contents[1]
  if not content or content.t ~= "Div" then return nil end
  local style = content.identifier:match("^tbl") and "Table Caption" or "Image Caption"
  content.content = content.content:map(function(block)
    if block.t == "Para" and block.content[1].t == "RawInline" then
      block.content:remove(1)
      block.content = fields.caption(content.identifier, block.content)
      return styled(style, block)[1]
    elseif block.t == "Plain" then
      return styled("Captioned Figure", pandoc.Para(block.content))[1]
    end
    return block
  end)
  return content
end

local function with_caption(float)
  local caption = float.caption.long[1]
  if caption then caption.content = fields.caption(float.identifier, caption.content) end
  return float
end

return function(styled, doc)
  local top = 9 -- Pandoc shifts the levels of headings after this, so that the highest becomes the first
  doc:walk { Header = function(header) top = math.min(top, header.level) end }
  local filter = { traverse = "topdown", Link = fields.Link, Figure = with_caption }

  function filter.Header(header) return fields.Header(header, header.level - top + 1, styled) end

  -- Word has one style, Compact, for the cells of tables and for short lists; it is left to the cells, lists in them too.
  function filter.Table(table)
    if #table.colspecs == 1 and #table.head.rows == 0 then return without_frame(table, styled) end
    local in_cell = { Link = fields.Link, Para = function(cell) return pandoc.Plain(cell.content) end }
    table = with_caption(table):walk(in_cell)
    levels(table, function(cell) cell.contents = styled("Level", pandoc.Para(cell.contents[1].content)) end)
    return table, false
  end

  function filter.BulletList(list)
    return list:walk { Plain = function(item) return styled("Body Text", pandoc.Para(item.content)) end }
  end

  filter.OrderedList = filter.BulletList

  return filter
end
