#include "ctl/ask.h"

#include <unistd.h>

#include <iostream>
#include <string>

namespace support::ctl {

void confirm(Place& place, const Arguments& arguments,
             std::string_view question) {
  if (arguments.has("--yes")) return;
  const bool is_program = &place.in == &std::cin && !isatty(STDIN_FILENO);
  if (is_program) throw Failure(kUsage, "nobody to ask: say --yes");
  place.err << question << " Type yes: " << std::flush;
  std::string answer;
  std::getline(place.in, answer);
  if (answer != "yes") throw Failure(kUsage, "nothing was done");
}

}  // namespace support::ctl
