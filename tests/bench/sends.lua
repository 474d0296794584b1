-- For wrk with one connection: a widget that sends one message after the
-- other, each with the cursor of the answer before.

local cursor, sent = os.getenv("CURSOR"), 0
local headers = { ["X-Support-Token"] = os.getenv("TOKEN"),
                  ["Content-Type"] = "application/json" }

function request()
  sent = sent + 1
  return wrk.format("POST", os.getenv("TARGET"), headers, string.format(
    '{"text":"Where is my order 1042?","key":"%s-%d","after":"%s"}',
    os.getenv("RUN"), sent, cursor))
end

function response(status, _, body)
  if status == 200 then cursor = body:match('"cursor":"([^"]+)"') end
end

dofile(os.getenv("TOLD"))
