// What runs inside the machine whose power is cut, on the real store:
//   power prepare ROOT
//   power storm ROOT ROUND PROCESSES         writes until the power goes
//   power check ROOT TOLD ROUND              then one more message everywhere
//   power read ROOT TOLD ROUND               the same without writing
#include <iostream>

#include "base/crypto.h"
#include "check.h"
#include "storm.h"
#include "told.h"

namespace {

using namespace support;

int run(const std::string& what, const base::Config& config, char** words) {
  if (what == "prepare") {
    power::prepare(config);
    return 0;
  }
  if (what == "storm") {
    return power::storm(config, words[0], std::atoi(words[1]));
  }
  return power::check(config, words[0], words[1], what == "read");
}

}  // namespace

int main(int count, char** words) {
  if (count < 3) return 64;
  try {
    base::crypto::start();
    return run(words[1], power::config_at(words[2]), words + 3);
  } catch (const std::exception& error) {
    power::tell({"died", error.what()});
  } catch (const base::Refusal& refusal) {
    power::tell({"died", "refused", refusal.detail});
  }
  return 1;
}
