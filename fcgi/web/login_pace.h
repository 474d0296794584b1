// How often an account may be tried (security.md O11): five wrong passwords
// are free, then one must wait 1 s, doubled by each failure up to 15 min.
// Counted by the name as typed, known or not, in the shared table; it never
// touches a session that lives.  An hour without a failure forgets all.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/clock.h"
#include "process/shared_table.h"

namespace support::web {

class LoginPace {
 public:
  LoginPace(process::SharedTable& table, std::string_view login);

  // Seconds until this account may be tried again; 0: now.
  std::int64_t wait_s(base::Time now) const;
  // True when from now on there is a wait.
  bool note_failure(base::Time now);
  void note_success();

 private:
  std::atomic<std::int64_t>& bucket_;
};

}  // namespace support::web
