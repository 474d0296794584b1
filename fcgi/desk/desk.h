// Everything that a worker has at hand, made once after the fork: the files,
// the index, the shared table, keys and clock.  One of each a process; owned
// by web/work (or by the housekeeper), passed down by reference.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/config.h"
#include "index/listing.h"
#include "index/statistics.h"
#include "process/shared_table.h"
#include "store/conversations.h"
#include "store/customers.h"
#include "store/keys.h"
#include "store/quick_replies.h"
#include "store/sessions.h"
#include "store/settings.h"
#include "store/tokens.h"
#include "store/users.h"

namespace support::desk {

struct Desk {
  Desk(const base::Config& configuration, process::SharedTable& shared_table,
       std::size_t process_slot);

  base::Time now() const { return clock.now(); }

  const base::Config& config;
  process::SharedTable& shared;
  process::SharedTable::Process& self;
  base::Clock clock;
  store::Paths paths;
  store::Keys keys;
  store::Conversations conversations;
  store::Customers customers;
  store::Tokens tokens;
  store::Users users;
  store::Sessions sessions;
  store::SettingsFile settings;
  store::QuickReplies quick_replies;
  index::Listing listing;
  index::Statistics statistics;
};

}  // namespace support::desk
