// A responder that does nothing: libfcgi alone, with an answer like that of an
// idle poll.  The bench measures everything else against it.
//
//   noop SOCKET PROCESSES     until TERM
#include <fcgiapp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

namespace {

constexpr char kAnswer[] =
    "Status: 204 No Content\r\n"
    "Vary: Origin\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Cache-Control: no-store\r\n"
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
    "\r\n";

[[noreturn]] void serve(int socket) {
  FCGX_Request request;
  FCGX_InitRequest(&request, socket, 0);
  while (FCGX_Accept_r(&request) == 0) {
    char rest[4096];
    while (FCGX_GetStr(rest, sizeof rest, request.in) > 0) {
    }
    FCGX_PutStr(kAnswer, sizeof kAnswer - 1, request.out);
    FCGX_Finish_r(&request);
  }
  _exit(0);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 64;
  FCGX_Init();
  const int socket = FCGX_OpenSocket(argv[1], 511);
  if (socket < 0 || chmod(argv[1], 0666) != 0) return 1;
  for (int left = std::atoi(argv[2]); left > 0; --left) {
    if (fork() == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      serve(socket);
    }
  }
  while (wait(nullptr) > 0) {
  }
}
