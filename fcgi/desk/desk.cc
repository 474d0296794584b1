// What a process has at hand; see desk.h.

#include "desk/desk.h"

namespace support::desk {

Desk::Desk(const base::Config& configuration,
           process::SharedTable& shared_table, std::size_t process_slot)
    : config(configuration),
      shared(shared_table),
      self(shared_table.process(process_slot)),
      clock(configuration.clock_file),
      paths(configuration.data_dir, configuration.cache_dir,
            configuration.run_dir),
      keys(store::load_keys(configuration.keys_file)),
      conversations(paths, {configuration.limits.line_bytes,
                            configuration.limits.conversation_bytes}),
      customers(paths),
      tokens(paths),
      users(paths),
      sessions(paths),
      settings(paths),
      quick_replies(paths),
      listing(paths),
      statistics(paths) {}

}  // namespace support::desk
