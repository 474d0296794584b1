// Sessions whose time is over, before Sessions::tidy() takes them away: so that
// their end can be told.
#pragma once

#include <vector>

#include "store/sessions.h"

namespace support::store {

std::vector<Session> sessions_over(const Paths& paths, base::Time now);

}  // namespace support::store
