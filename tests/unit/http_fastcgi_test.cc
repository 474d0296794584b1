// Real processes serve a real socket; the tests speak FastCGI to it by hand,
// as httpd does (one connection a request), and worse.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "http/fastcgi.h"

#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <map>
#include <new>
#include <vector>

#include "base/file.h"
#include "comes_true.h"
#include "folder.h"

namespace support::http {
namespace {

using namespace std::chrono_literals;
using test::comes_true;

constexpr unsigned char kBegin = 1, kEnd = 3, kParams = 4, kStdin = 5,
                        kStdout = 6;

std::string record(unsigned char type, std::string_view content) {
  const std::size_t size = content.size();
  const unsigned char head[8] = {1, type, 0, 1,
                                 static_cast<unsigned char>(size >> 8),
                                 static_cast<unsigned char>(size & 0xFF), 0, 0};
  return std::string(reinterpret_cast<const char*>(head), 8) +
         std::string(content);
}

std::string stream(unsigned char type, std::string_view content) {
  std::string records;
  for (; !content.empty(); content.remove_prefix(std::min<std::size_t>(
                               content.size(), 60'000))) {
    records += record(type, content.substr(0, 60'000));
  }
  return records + record(type, "");
}

std::string head(const std::map<std::string, std::string>& parameters) {
  std::string pairs;
  for (const auto& [name, value] : parameters) {
    pairs += static_cast<char>(name.size());
    pairs += static_cast<char>(value.size());
    pairs += name + value;
  }
  return record(kBegin, std::string("\0\1\0\0\0\0\0\0", 8)) +
         stream(kParams, pairs);
}

std::string whole(const std::string& method, const std::string& path,
                  const std::string& body) {
  return head({{"REQUEST_METHOD", method},
               {"REQUEST_URI", path},
               {"CONTENT_LENGTH", std::to_string(body.size())}}) +
         stream(kStdin, body);
}

// What the children tell the tests.
struct Notes {
  std::atomic<int> serving, answered, in_hand;
  std::atomic<long> last_read;
  std::atomic<std::uint64_t> bytes_sent;
};

volatile sig_atomic_t term_came = 0;

struct Served {
  test::Folder folder;
  Notes* notes;
  base::Fd listening{socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  sockaddr_un address{};
  std::vector<pid_t> servers;

  Served() {
    // Boost.Test takes a child's exit for an error of the test.
    signal(SIGCHLD, SIG_DFL);
    signal(SIGPIPE, SIG_IGN);
    void* const place = mmap(nullptr, sizeof(Notes), PROT_READ | PROT_WRITE,
                             MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    notes = new (place) Notes();
    address.sun_family = AF_UNIX;
    std::strcpy(address.sun_path, (folder.path / "s").c_str());
    BOOST_REQUIRE(bind(listening.get(), generic(), sizeof address) == 0);
    BOOST_REQUIRE(listen(listening.get(), 511) == 0);
  }
  ~Served() {
    for (const pid_t server : servers) {
      kill(server, SIGKILL);
      waitpid(server, nullptr, 0);
    }
    munmap(notes, sizeof(Notes));
  }

  const sockaddr* generic() const {
    return reinterpret_cast<const sockaddr*>(&address);
  }

  Response handle(Request& request) {
    ++notes->in_hand;
    if (request.path == "/slow/") usleep(300'000);
    if (request.path == "/early/") return Response::text(413, "too large");
    const auto body = read_body(request, 1'000'000);
    char piece = 0;
    notes->last_read = request.read_body_piece(&piece, 1);
    if (!body) return Response::text(400, body.error().detail);
    Response response = Response::text(200, request.path + "|" + *body);
    if (request.path == "/large/") response.set_body(std::string(300'000, 'x'));
    if (request.path == "/file/") response.set("X-Sendfile", "/f");
    return response;
  }

  void serve(int processes = 1) {
    for (int i = 0; i < processes; ++i) {
      const pid_t pid = fork();
      if (pid == 0) be_server();
      servers.push_back(pid);
    }
    BOOST_REQUIRE(comes_true([&] { return notes->serving == processes; }));
  }

  [[noreturn]] void be_server() {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    struct sigaction action {};
    action.sa_handler = [](int) { term_came = 1; };
    sigaction(SIGTERM, &action, nullptr);
    ++notes->serving;
    serve_fastcgi(
        listening.get(), [this](Request& request) { return handle(request); },
        [this](const Request&, const Response&, std::size_t bytes, double) {
          notes->bytes_sent += bytes;
          ++notes->answered;
        },
        [] { return term_came != 0; });
    _exit(0);
  }

  base::Fd connection(const std::string& bytes) const {
    base::Fd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    BOOST_REQUIRE(connect(fd.get(), generic(), sizeof address) == 0);
    base::write_all(fd, "fastcgi", bytes);
    return fd;
  }

  // All of FCGI_STDOUT until the server closes; "" when it never ended well.
  // Then the connection is closed, as httpd does: the server waits for that.
  static std::string answer_on(base::Fd fd) {
    std::string bytes;
    pollfd ready{.fd = fd.get(), .events = POLLIN, .revents = 0};
    while (poll(&ready, 1, 20'000) > 0) {
      char piece[65536];
      const ssize_t count = read(fd.get(), piece, sizeof piece);
      if (count <= 0) break;
      bytes.append(piece, static_cast<std::size_t>(count));
    }
    return output_in(bytes);
  }
  static std::string output_in(std::string_view bytes) {
    std::string output;
    while (bytes.size() >= 8) {
      const auto byte = [&](std::size_t i) {
        return static_cast<std::size_t>(static_cast<unsigned char>(bytes[i]));
      };
      const std::size_t size = byte(4) * 256 + byte(5), padding = byte(6);
      if (byte(1) == kEnd) return output;
      if (byte(1) == kStdout) output += bytes.substr(8, size);
      bytes.remove_prefix(std::min(8 + size + padding, bytes.size()));
    }
    return "";
  }
  std::string ask(const std::string& bytes) const {
    return answer_on(connection(bytes));
  }

  bool has_left(pid_t server) {
    std::erase(servers, server);
    int status = -1;
    return comes_true(
               [&] { return waitpid(server, &status, WNOHANG) == server; }) &&
           WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(http_fastcgi, Served)

BOOST_AUTO_TEST_CASE(a_request_is_answered_with_status_length_and_body) {
  serve();
  BOOST_TEST(ask(whole("POST", "/a/", "hello")) ==
             "Status: 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n"
             "Content-Length: 9\r\n\r\n/a/|hello");
  BOOST_TEST(comes_true([this] { return notes->answered == 1; }));
  BOOST_TEST(notes->bytes_sent == 9u);
  BOOST_TEST(notes->last_read == 0);
}

BOOST_AUTO_TEST_CASE(head_gets_the_head_of_its_get) {
  serve();
  BOOST_TEST(ask(whole("HEAD", "/a/", "")) ==
             "Status: 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n"
             "Content-Length: 4\r\n\r\n");
  BOOST_TEST(comes_true([this] { return notes->answered == 1; }));
  BOOST_TEST(notes->bytes_sent == 0u);
}

BOOST_AUTO_TEST_CASE(a_file_s_length_is_left_to_httpd) {
  serve();
  const std::string answer = ask(whole("GET", "/file/", ""));
  BOOST_TEST(answer.find("X-Sendfile: /f\r\n") != answer.npos);
  BOOST_TEST(answer.find("Content-Length") == answer.npos);
}

BOOST_AUTO_TEST_CASE(a_large_body_comes_and_goes_whole) {
  serve();
  const std::string body(500'000, 'b');
  BOOST_TEST(ask(whole("POST", "/a/", body)).ends_with("\r\n\r\n/a/|" + body));
  BOOST_TEST(ask(whole("GET", "/large/", ""))
                 .ends_with("\r\n\r\n" + std::string(300'000, 'x')));
}

BOOST_AUTO_TEST_CASE(an_unread_body_is_read_before_the_answer) {
  serve();
  const std::string answer =
      ask(whole("POST", "/early/", std::string(500'000, 'b')));
  BOOST_TEST(answer.starts_with("Status: 413 Content Too Large\r\n"));
}

BOOST_AUTO_TEST_CASE(a_body_that_breaks_off_is_told_from_one_that_ends) {
  serve();
  const std::string start = head({{"REQUEST_METHOD", "POST"},
                                  {"REQUEST_URI", "/a/"},
                                  {"CONTENT_LENGTH", "10"}});
  // The peer says that it is over, though bytes are missing.
  const std::string answer = ask(start + stream(kStdin, "12345"));
  BOOST_TEST(answer.starts_with("Status: 400"));
  BOOST_TEST(notes->last_read == -1);
  // The peer goes away in the middle.
  notes->last_read = 0;
  { const base::Fd fd = connection(start + record(kStdin, "12345")); }
  BOOST_TEST(comes_true([this] { return notes->answered == 2; }));
  BOOST_TEST(notes->last_read == -1);
  BOOST_TEST(ask(whole("GET", "/next/", "")).ends_with("/next/|"));
}

BOOST_AUTO_TEST_CASE(a_client_that_does_not_wait_harms_nobody) {
  serve();
  { const base::Fd fd = connection(whole("GET", "/large/", "")); }
  BOOST_TEST(comes_true([this] { return notes->answered == 1; }));
  BOOST_TEST(ask(whole("GET", "/next/", "")).ends_with("/next/|"));
}

BOOST_AUTO_TEST_CASE(connections_that_speak_no_fastcgi_harm_nobody) {
  serve();
  for (const char* noise : {"GET / HTTP/1.1\r\n\r\n", "x"}) {
    const base::Fd fd = connection(noise);
  }
  BOOST_TEST(ask(whole("GET", "/next/", "")).ends_with("/next/|"));
}

BOOST_AUTO_TEST_CASE(several_processes_share_the_socket_and_lose_nothing) {
  serve(4);
  for (int round = 0; round < 100; ++round) {
    std::vector<base::Fd> together;
    for (int i = 0; i < 8; ++i) {
      together.push_back(connection(whole("GET", "/a/", "")));
    }
    for (base::Fd& fd : together) {
      BOOST_REQUIRE(answer_on(std::move(fd)).ends_with("/a/|"));
    }
  }
  BOOST_TEST(comes_true([this] { return notes->answered == 800; }));
}

BOOST_AUTO_TEST_CASE(a_stop_lets_the_request_in_hand_finish) {
  serve();
  base::Fd fd = connection(whole("GET", "/slow/", ""));
  BOOST_REQUIRE(comes_true([this] { return notes->in_hand == 1; }));
  kill(servers[0], SIGTERM);
  BOOST_TEST(answer_on(std::move(fd)).ends_with("/slow/|"));
  BOOST_TEST(has_left(servers[0]));
}

BOOST_AUTO_TEST_CASE(a_stop_during_a_slow_upload_does_not_break_it) {
  serve();
  const std::string bytes = whole("POST", "/a/", "0123456789");
  base::Fd fd = connection(bytes.substr(0, bytes.size() - 12));
  BOOST_REQUIRE(comes_true([this] { return notes->in_hand == 1; }));
  kill(servers[0], SIGTERM);
  base::write_all(fd, "fastcgi", bytes.substr(bytes.size() - 12));
  BOOST_TEST(answer_on(std::move(fd)).ends_with("/a/|0123456789"));
  BOOST_TEST(has_left(servers[0]));
}

// One TERM each, never repeated: it comes at any moment of the server's loop.
BOOST_AUTO_TEST_CASE(a_stop_is_never_lost_and_costs_no_request) {
  serve();  // this one stays
  for (int round = 0; round < 150; ++round) {
    notes->serving = 0;
    serve();
    const pid_t leaving = servers.back();
    std::vector<base::Fd> together;
    for (int i = 0; i < 4; ++i) {
      together.push_back(connection(whole("GET", "/a/", "")));
      if (i == round % 4) {
        usleep(static_cast<useconds_t>(round * 7 % 200));
        kill(leaving, SIGTERM);
      }
    }
    for (base::Fd& fd : together) {
      BOOST_REQUIRE(answer_on(std::move(fd)).ends_with("/a/|"));
    }
    BOOST_REQUIRE(has_left(leaving));
  }
}

BOOST_AUTO_TEST_CASE(a_stop_is_heard_though_connections_never_run_dry) {
  serve();
  const pid_t server = servers[0];
  std::vector<base::Fd> queue;
  for (int i = 0; i < 300; ++i) {
    queue.push_back(connection(whole("GET", "/a/", "")));
  }
  kill(server, SIGTERM);
  BOOST_TEST(has_left(server));
  BOOST_TEST(notes->answered < 300);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace support::http
