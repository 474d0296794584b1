// A worker's life: one desk, one view, one request after the other.

#include "web/work.h"

#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <string>

#include "base/crypto.h"
#include "base/log.h"
#include "base/seldom.h"
#include "base/tally.h"
#include "desk/desk.h"
#include "http/fastcgi.h"
#include "process/signals.h"
#include "web/dispatch.h"
#include "web/kind.h"
#include "web/view.h"

namespace support::web {

namespace {

constexpr unsigned kLongestRequestSeconds = 20;
constexpr int kBadConfiguration = 78;

// What the alarm's handler writes: made before each request, because a handler
// may call next to nothing.  Only the request's id changes.
std::string alarm_text =
    "level=error event=request_hung id=0123456789abcdef "
    "what=\"ended by the alarm\"\n";
const std::size_t kIdAt = alarm_text.find("0123");

void prepare_alarm_text(const std::string& request_id) {
  request_id.copy(alarm_text.data() + kIdAt, 16);
}

void end_hung_request(int) {
  const ssize_t written =
      ::write(STDERR_FILENO, alarm_text.data(), alarm_text.size());
  ::_exit(written >= 0 ? 1 : 2);
}

std::string with_tenths(double ms) {
  const long tenths = std::lround(ms * 10);
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

// Every open chat asks every few seconds, and httpd's log has it already.
bool is_idle_poll(const http::Request& request,
                  const http::Response& response) {
  return request.method == http::Method::get && response.status() == 204;
}

void log_request(const http::Request& request, const http::Response& response,
                 std::size_t bytes_sent, double ms) {
  base::log_line("info", "request",
                 {{"id", request.id},
                  {"method", request.method_name},
                  {"path", request.path},
                  {"status", std::to_string(response.status())},
                  {"ms", with_tenths(ms)},
                  {"bytes", std::to_string(bytes_sent)}});
}

std::int64_t steady_ms() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<base::Millis>(now).count();
}

void count(const http::Request& request, int status, double ms) {
  base::Tallies& all = base::tallies();
  auto& mine = all.requests[static_cast<std::size_t>(kind_of(request))];
  const int status_class = std::clamp(status / 100, 2, 5);
  mine.by_class[static_cast<std::size_t>(status_class - 2)].add();
  mine.durations.add(std::chrono::nanoseconds(std::llround(ms * 1e6)));
  if (status == 429) all.hurried.add();
}

void serve(int listening_fd, desk::Desk& desk, View& view) {
  Dispatcher dispatcher(desk, view);
  const auto answer = [&](http::Request& request) {
    prepare_alarm_text(request.id);
    process::work_begins();
    desk.self.busy_since_ms = steady_ms();
    return dispatcher.answer(request);
  };
  const auto done = [&](const http::Request& request,
                        const http::Response& response, std::size_t bytes,
                        double ms) {
    process::work_ends();
    desk.self.busy_since_ms = 0;
    count(request, response.status(), ms);
    if (!is_idle_poll(request, response))
      log_request(request, response, bytes, ms);
    base::tell_left_out();
  };
  http::serve_fastcgi(listening_fd, answer, done, process::stop_asked);
}

}  // namespace

int work(int listening_fd, const base::Config& config,
         process::SharedTable& shared, std::size_t slot) {
  base::crypto::start();
  process::watch_work(kLongestRequestSeconds, end_hung_request);
  // Without it every poll pays for putting small pieces together again.
  ::mallopt(M_MXFAST, 0);
  try {
    desk::Desk desk(config, shared, slot);
    View view(config.templates_dir);
    desk.self.busy_since_ms = 0;  // whoever was here before may have died
    desk.self.pid = ::getpid();
    serve(listening_fd, desk, view);
    base::tell_all_left_out();
    return 0;
  } catch (const base::IoError& error) {
    base::log_line("error", "worker_failed", {{"what", error.what()}});
    return 1;
  } catch (const std::runtime_error& error) {
    base::log_line("error", "worker_cannot_start", {{"what", error.what()}});
    return kBadConfiguration;
  }
}

}  // namespace support::web
