// What the storm acknowledges and the check asks for, one line each on the
// serial console:
//   ok message CONVERSATION N KEY        ok user LOGIN REV
//   ok file CONVERSATION N KEY SHA256    ok settings REV
//   ok create CONVERSATION N KEY TOKEN-HASH CUSTOMER
//   ok session TOKEN                     ok ended TOKEN
//   ok revoked TOKEN-HASH                ok redact CONVERSATION N KEY
//   refused WHAT REASON                  will redact CONVERSATION N
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/config.h"
#include "base/file.h"
#include "desk/access.h"

namespace power {

// The store on the machine's disk, below `root`; the run directory is in
// memory, as on any machine.
support::base::Config config_at(const support::base::Path& root);

// What a message says follows from its key: 20 bytes to 20 KB, in whole
// letters.
std::string text_of(std::string_view key);
std::string file_of(std::string_view key);
std::string sha256_of(std::string_view bytes);
// Of a user or the settings: follows from the rev, so that a file shows
// whether it is whole.
std::string word_of(std::int64_t rev);

// To standard output in one write.
void tell(const std::vector<std::string>& words);

// An `ok` line's words after `ok`, and all of a `will` line (what comes next may
// be done and not told); a line cut short by the power is none.
using Told = std::vector<std::string>;
std::vector<Told> told_in(const support::base::Path& file);

// Signs `marta` in and returns her; made by the first storm.
support::desk::Person marta(support::desk::Desk& desk);

}  // namespace power
