// A supportctl in a folder of its own: commands are called as functions.
#pragma once

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
    store::prepare_data(place.paths, "");
    std::filesystem::create_directories(place.config.run_dir);
  }

  base::Config config() const {
    base::Config config;
    config.data_dir = folder.path / "data";
    config.cache_dir = folder.path / "cache";
    config.run_dir = folder.path / "run";
    config.keys_file = folder.path / "keys";
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
