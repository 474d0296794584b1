// A supportctl in a folder of its own: commands are called as functions.  Its
// clock is held: a command and what the test expects are of the same day.
#pragma once

#include <fstream>
#include <sstream>
#include <string>

#include "ctl/ctl.h"
#include "store/version.h"
#include "folder.h"

namespace support::test {

struct CtlPlace {
  Folder folder;
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  ctl::Place place = ctl::place_of(config(), in, out, err);

  CtlPlace() {
    std::ofstream(place.config.clock_file) << "2026-11-23T12:00:00.000Z\n";
    store::prepare_data(place.paths, "");
    std::filesystem::create_directories(place.config.run_dir);
  }

  base::Config config() const {
    base::Config config;
    config.data_dir = folder.path / "data";
    config.cache_dir = folder.path / "cache";
    config.run_dir = folder.path / "run";
    config.keys_file = folder.path / "keys";
    config.clock_file = folder.path / "clock";
    config.cheap_passwords = true;
    return config;
  }

  // What it printed; `status` is its exit status, thrown or returned.
  int status = 0;
  std::string run(int (*command)(ctl::Place&, const ctl::Words&),
                  const ctl::Words& words, const std::string& input = "") {
    in.clear();
    in.str(input);
    out.str("");
    err.str("");
    try {
      status = command(place, words);
    } catch (const ctl::Failure& failure) {
      status = failure.status();
      err << failure.what();
    }
    return out.str();
  }
  bool complained(const std::string& words) const {
    return err.str().find(words) != std::string::npos;
  }
};

}  // namespace support::test
