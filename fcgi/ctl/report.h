// What verify finds.  Damage is what must not be: something written is lost
// or changed.  A note is what a crash leaves behind and every reader passes
// over: a torn last line, a file that no record came to name.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <utility>
#include <vector>

#include "base/file.h"

namespace support::ctl {

enum class Weight { note, damage };

// What a person can do about it.
enum class Advice {
  nothing,
  look,     // it is for them to say whether it is meant
  repair,   // verify --repair puts it right
  restore,  // only a copy has it
};

struct Finding {
  Weight weight = Weight::damage;
  base::Path file;
  std::uint64_t line = 0;  // from 1; 0: the file as a whole
  std::string message;     // quotes nothing that a customer wrote
  Advice advice = Advice::restore;
  base::Path wanted = {};  // what is to be put back; "": `file` itself

  const base::Path& to_see_to() const { return wanted.empty() ? file : wanted; }
};

class Report {
 public:
  void damage(const base::Path& file, std::uint64_t line, std::string message,
              Advice advice = Advice::restore, const base::Path& wanted = {});
  void note(const base::Path& file, std::uint64_t line, std::string message,
            Advice advice = Advice::nothing);
  // Counts things looked at; shown in the order in which they first came.
  void count(const std::string& things, std::uint64_t more = 1);
  // Takes over what another one holds.
  void add(Report&& other);

  const std::vector<Finding>& findings() const { return findings_; }
  std::uint64_t how_many(Weight weight) const;
  std::uint64_t how_many(Advice advice) const;
  bool is_clean() const { return how_many(Weight::damage) == 0; }

  // "file:line: damage: message" a finding, a line of figures, and what to do.
  void print(std::ostream& out) const;
  void print_json(std::ostream& out) const;

 private:
  std::vector<Finding> findings_;
  std::vector<std::pair<std::string, std::uint64_t>> counts_;
};

}  // namespace support::ctl
