// What customers' lists name, looked up again and again: the last ones read
// are kept, up to a bound.
#pragma once

#include <map>
#include <set>
#include <string>

#include "store/paths.h"

namespace support::ctl {

struct Named {
  std::set<std::string> conversations;
  std::set<std::string> gone;  // of these, taken away on purpose
};

class Lists {
 public:
  explicit Lists(store::Paths paths) : paths_(std::move(paths)) {}

  // Empty for an unknown customer.  Good until the next call.
  const Named& of(const std::string& customer);
  // Reads this one anew when it is asked for next.
  void forget(const std::string& customer) { kept_.erase(customer); }

 private:
  store::Paths paths_;
  std::map<std::string, Named> kept_;
  std::size_t size_ = 0;
};

}  // namespace support::ctl
