// The pool: a master that forks N workers and one housekeeper and restarts
// what dies.  Knows neither FastCGI nor chats: a worker is a function.
//   TERM, INT  every child gets TERM (again each second), and KILL after 10 s
//              (`patience`); run_pool() returns when all are gone
//   HUP        the workers are replaced one after the other: the new one
//              starts, the old one gets TERM and finishes its request; the
//              listening socket stays
// A child that dies within 5 s of its start is restarted after 0.1 s, doubling
// up to 10 s; one that lived longer at once.  Children get TERM when the master
// dies, however it dies.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

namespace support::process {

struct Roles {
  std::size_t workers = 8;
  // Called in the child with its slot (0..workers-1; the housekeeper has slot
  // `workers`); what it returns is the exit status.  During a HUP the old and
  // the new worker of a slot live side by side for the length of a request.
  // An exception is told and ends the child with 70.
  std::function<int(std::size_t slot)> worker;
  std::function<int(std::size_t slot)> housekeeper;
  std::chrono::milliseconds patience{10'000};  // from TERM to KILL
  // Asked at HUP, in the master: whether new workers would come up.  False
  // leaves the old ones at work; not set counts as true.
  std::function<bool()> may_roll_over;
  // Called in the master when a child ended unasked, with the same line.
  std::function<void(const std::string& line)> died;
  // One line for the log, from the master: "worker 3 (pid 71) killed by …".
  std::function<void(const std::string& line)> tell;
};

// Blocks until stopped; 0, or 78 when a child ended with 78 (bad configuration:
// never restarted, all others are stopped).  Needs watch_signals() before it.
int run_pool(const Roles& roles);

}  // namespace support::process
