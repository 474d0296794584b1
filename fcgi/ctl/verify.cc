// supportctl verify: looks at every file of the data directory.  May run while
// supportd does.
#include "ctl/verify.h"

#include <ostream>

#include "ctl/arguments.h"
#include "store/version.h"

namespace support::ctl {
namespace {

constexpr void (*kParts[])(const Verification&) = {
    verify_conversations, verify_files, verify_customers, verify_whole_files};

}  // namespace

Report verify_all(const Place& place, bool past_cache) {
  store::check_version(place.paths);
  Report report;
  for (const auto part : kParts) part({place, report, past_cache});
  return report;
}

int verify(Place& place, const Words& words) {
  const Arguments arguments(words, {}, {"--json"});
  arguments.plain(0);
  const Report report = verify_all(place, false);
  if (arguments.has("--json")) {
    report.print_json(place.out);
  } else {
    report.print(place.out);
  }
  return report.is_clean() ? kOk : kBadData;
}

}  // namespace support::ctl
