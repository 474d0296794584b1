-- For wrk: asks what the file named by REQUESTS holds, one after the other and
-- again from the beginning.  A line is method, path, headers and body, with a
-- tab between; headers are "Name: value" with "|" between; @KEY@ in a body
-- becomes a key of its own each time.

local requests, at, sent = {}, 0, 0

for line in io.lines(os.getenv("REQUESTS")) do
  local method, path, headers, body = line:match("^(.-)\t(.-)\t(.-)\t(.*)$")
  local fields = {}
  for name, value in headers:gmatch("([^|:]+): ([^|]+)") do
    fields[name] = value
  end
  requests[#requests + 1] = { method, path, fields, body }
end

function request()
  at = at % #requests + 1
  sent = sent + 1
  local method, path, fields, body = unpack(requests[at])
  body = body:gsub("@KEY@", os.getenv("RUN") .. "-" .. sent)
  return wrk.format(method, path, fields, body)
end

dofile(os.getenv("TOLD"))
