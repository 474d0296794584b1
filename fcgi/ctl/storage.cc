// supportctl storage clear: lets writes go on after a disk error, once the
// files were read back and found good.
#include <ostream>

#include "ctl/arguments.h"
#include "ctl/verify.h"
#include "store/latch.h"

namespace support::ctl {

int storage(Place& place, const Words& words) {
  const Arguments arguments(words, {}, {"--force"});
  if (arguments.plain(1)[0] != "clear") {
    throw Failure(kUsage, "storage: clear?");
  }
  if (!store::is_latched(place.paths)) {
    place.err << "the storage is not latched; nothing to do\n";
    return kOk;
  }
  const Report report = verify_all(place, {.past_cache = true});
  report.print(place.out);
  if (!report.is_clean() && !arguments.has("--force")) {
    place.err << "the latch stays: repair or restore what is damaged, or "
                 "accept it with --force\n";
    return kBadData;
  }
  store::clear_latch(place.paths);
  tell_audit(place, "sys_storage_cleared",
             report.is_clean() ? "clean" : "forced over damage");
  place.err << "the latch is cleared; writes go on\n";
  return kOk;
}

}  // namespace support::ctl
