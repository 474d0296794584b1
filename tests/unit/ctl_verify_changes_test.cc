// No byte, line or file of a store can change unseen.  What can, and why:
// - journal/ is a hint: a line that names another conversation costs a look
// - a session that is gone is somebody who signed out; <login>.seen is empty
// - of the newest day of audit/ the last line and the file itself: nothing
//   comes after them that would name them
// - a byte of the last line's end that becomes a newline leaves two pieces as
//   a killed writer might: told, as a note
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>

#include "ctl/verify.h"
#include "ctl/verify_files.h"
#include "made_store.h"
#include "store/audit_read.h"
#include "test_size.h"

namespace support::ctl {
namespace {

struct Change {
  base::Path file;
  std::string before;
  std::uint64_t line = 0;  // 0: any
};

struct Changed : test::MadeStore {
  std::mt19937 random{20261122};  // NOLINT: the same each time
  std::vector<base::Path> files;
  base::Path newest_day;

  Changed() {
    make(13);
    newest_day = place.paths.audits() /
                 (store::audit_days(place.paths).front() + ".jsonl");
    for (const auto& entry : std::filesystem::recursive_directory_iterator(
             place.paths.data())) {
      const std::string name = entry.path().filename().string();
      if (entry.is_regular_file() && !name.starts_with('.') &&
          !name.ends_with(".seen") && !name.ends_with(".log")) {
        files.push_back(entry.path());
      }
    }
    std::ranges::sort(files);
  }

  std::size_t below(std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
  }
  bool is_in(const base::Path& file, const base::Path& above) const {
    return file.string().starts_with(above.string() + "/");
  }
  bool has_lines(const base::Path& file) const {
    return file.extension() == ".jsonl";
  }
  std::vector<Finding> found() const {
    return verify_all(place, {}).findings();
  }

  Change change_a_byte(const base::Path& file) {
    Change change{file, text_of(file), 0};
    std::string text = change.before;
    const std::size_t at = below(text.size());
    text[at] = static_cast<char>(text[at] + 1 + static_cast<int>(below(255)));
    if (has_lines(file)) {
      change.line = 1 + static_cast<std::uint64_t>(std::count(
                            change.before.begin(),
                            change.before.begin() +
                                static_cast<std::ptrdiff_t>(at), '\n'));
    }
    write(file, text);
    return change;
  }

  // By file and line: of two lines made one, or one made two, either.
  static bool is_told(const Change& change,
                      const std::vector<Finding>& findings, Weight least) {
    return std::ranges::any_of(findings, [&](const Finding& finding) {
      return finding.file == change.file && finding.weight >= least &&
             (change.line == 0 || finding.line == change.line ||
              finding.line == change.line + 1);
    });
  }

  // Something that is missing is told where it is missed.
  bool is_missed(const base::Path& file,
                 const std::vector<Finding>& findings) const {
    return std::ranges::any_of(findings, [&](const Finding& finding) {
      const bool is_next_day = is_in(file, place.paths.audits()) &&
                               is_in(finding.file, place.paths.audits()) &&
                               finding.file > file && finding.line == 1;
      return finding.file == file || is_next_day ||
             finding.message.find(file.string()) != std::string::npos;
    });
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ctl_verify_changes, Changed)

BOOST_AUTO_TEST_CASE(nothing_is_found_in_a_store_that_nobody_touched) {
  const auto findings = found();
  for (const Finding& finding : findings) {
    BOOST_ERROR(finding.file.string() << ": " << finding.message);
  }
  BOOST_TEST(files.size() > 100u);
}

BOOST_AUTO_TEST_CASE(every_changed_byte_is_found_by_file_and_line) {
  const int count = test::is_full() ? 10'000 : 1000;
  int changed = 0, as_notes = 0;
  while (changed < count) {
    std::vector<Change> changes;
    const bool is_version = changed % 1000 < 10;  // may end all further looks
    for (const base::Path& file : files) {
      if ((file == place.paths.version()) == is_version) {
        changes.push_back(change_a_byte(file));
      }
    }
    const auto findings = found();
    for (const Change& change : changes) {
      ++changed;
      if (is_told(change, findings, Weight::damage)) continue;
      ++as_notes;
      BOOST_TEST(is_told(change, findings, Weight::note),
                 change.file.string() << ":" << change.line);
    }
    for (const Change& change : changes) write(change.file, change.before);
  }
  BOOST_TEST_MESSAGE(changed << " changed bytes, " << as_notes
                             << " told as notes");
  BOOST_TEST(as_notes < 30);
  BOOST_TEST(found().empty());
}

BOOST_AUTO_TEST_CASE(every_removed_line_is_found) {
  const int count = test::is_full() ? 100 : 20;
  for (int removed = 0; removed < count;) {
    const base::Path& file = files[below(files.size())];
    if (!file.string().ends_with(".jsonl") && removed % 10 != 0) continue;
    const std::string before = text_of(file);
    const auto lines = std::ranges::count(before, '\n');
    if (lines == 0) continue;
    const int line = 1 + static_cast<int>(below(
                             static_cast<std::size_t>(lines)));
    if (file == newest_day && line == lines) continue;
    std::string text = before;
    const auto [begin, length] = line_in(text, line);
    write(file, text.erase(begin, length + 1));
    BOOST_TEST(is_missed(file, found()), file.string() << ":" << line);
    write(file, before);
    ++removed;
  }
}

BOOST_AUTO_TEST_CASE(every_removed_file_is_found) {
  const int count = test::is_full() ? 100 : 20;
  std::ranges::shuffle(files, random);
  int removed = 0;
  for (const base::Path& file : files) {
    if (is_in(file, place.paths.sessions()) || file == newest_day) continue;
    const std::string before = text_of(file);
    std::filesystem::remove(file);
    BOOST_TEST(is_missed(file, found()), file.string());
    write(file, before);
    if (++removed == count) break;
  }
  BOOST_TEST(removed == count);
  BOOST_TEST(found().empty());
}

// Erased between the look at its name and the reading of it.
BOOST_AUTO_TEST_CASE(a_file_that_is_gone_ends_no_verification) {
  BOOST_TEST(sha256_of(place.paths.data() / "gone", false) == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace support::ctl
