// libfcgi does the protocol; http/door does the waiting.
#include "http/fastcgi.h"

#include <fcgiapp.h>

#include <algorithm>
#include <cerrno>
#include <chrono>

#include "base/error.h"
#include "http/door.h"
#include "http/parameters.h"

namespace support::http {
namespace {

using SteadyClock = std::chrono::steady_clock;

// httpd has refused a longer body (413) long before.
constexpr std::size_t kMaxDrain = 64 * 1024 * 1024;

// libfcgi tells an end and a break alike by a short count; the length that
// was announced tells them apart.
class Body {
 public:
  Body(FCGX_Stream* in, std::int64_t announced)
      : in_(in), announced_(announced) {}

  long read(char* into, std::size_t count) {
    const int most = static_cast<int>(std::min<std::size_t>(count, 1 << 20));
    const int got = FCGX_GetStr(into, most, in_);
    read_ += got;
    if (got > 0) return got;
    return FCGX_GetError(in_) != 0 || read_ < announced_ ? -1 : 0;
  }

 private:
  FCGX_Stream* in_;
  std::int64_t announced_;
  std::int64_t read_ = 0;
};

// With X-Sendfile the length is that of a file which httpd knows.
bool tells_length(const Response& response) {
  const int status = response.status();
  return status != 204 && status != 304 &&
         response.header("X-Sendfile").empty();
}

std::string head_of(const Response& response) {
  std::string head;
  head.reserve(512);
  head.append("Status: ").append(std::to_string(response.status())) += ' ';
  head += status_phrase(response.status());
  head += "\r\n";
  for (const auto& [name, value] : response.headers()) {
    head.append(name).append(": ").append(value).append("\r\n");
  }
  if (tells_length(response)) {
    head += "Content-Length: " + std::to_string(response.body().size());
    head += "\r\n";
  }
  return head += "\r\n";
}

bool put(FCGX_Stream* out, std::string_view bytes) {
  return FCGX_PutStr(bytes.data(), static_cast<int>(bytes.size()), out) >= 0;
}

// How many bytes of the body went out.  A client that went away is no error:
// what the handler did stands, and the client asks again.
std::size_t send(FCGX_Stream* out, const Request& request,
                 const Response& response) {
  std::string_view body = response.body();
  if (request.method == Method::head) body = {};
  return put(out, head_of(response)) && put(out, body) ? body.size() : 0;
}

void answer(FCGX_Request& connection, const Handler& handler,
            const Done& done) {
  const auto start = SteadyClock::now();
  Request request = request_from(connection.envp);
  Body body(connection.in, request.content_length);
  request.read_body_piece = [&body](char* into, std::size_t count) {
    return body.read(into, count);
  };
  const Response response = handler(request);
  drain_body(request, kMaxDrain);
  request.read_body_piece = nullptr;
  const std::size_t sent = send(connection.out, request, response);
  const std::chrono::duration<double, std::milli> took =
      SteadyClock::now() - start;
  FCGX_Finish_r(&connection);  // and waits for httpd to close: not our time
  if (done) done(request, response, sent, took.count());
}

}  // namespace

void serve_fastcgi(int listening_fd, const Handler& handler, const Done& done,
                   const std::function<bool()>& stop) {
  Door door(listening_fd);
  FCGX_Request connection;
  FCGX_Init();
  FCGX_InitRequest(&connection, listening_fd, FCGI_FAIL_ACCEPT_ON_INTR);
  while (!stop()) {
    if (door.let_signals_in()) continue;
    const int refused = -FCGX_Accept_r(&connection);
    if (refused == EAGAIN) {  // nobody is there
      door.wait();
      continue;
    }
    if (refused == EINTR) continue;  // the connection was none
    if (refused != 0) throw base::IoError("fastcgi socket", "accept", refused);
    answer(connection, handler, done);
  }
}

}  // namespace support::http
