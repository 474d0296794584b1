#include "ctl/manifest.h"

#include <fcntl.h>

#include "base/json.h"
#include "base/text.h"
#include "ctl/ctl.h"

namespace support::ctl {
namespace {

namespace json = base::json;

constexpr int kVersion = 1;
constexpr std::size_t kPiece = 64 * 1024;

std::optional<json::Object> object_in(const std::string& line) {
  auto value = json::parse(line);
  if (!value || !value->object()) return std::nullopt;
  return *value->object();
}

std::uint64_t count_in(const json::Value& value, std::string_view name) {
  return static_cast<std::uint64_t>(value.integer(name));
}

}  // namespace

bool is_inner_path(const std::string& path) {
  for (const std::string_view part : base::split(path, '/')) {
    if (part.empty() || part == "." || part == "..") return false;
  }
  return !base::has_nul(path);
}

ManifestWriter::ManifestWriter(const base::Path& file, base::Time began)
    : path_(file),
      fd_(base::open_file(file, O_WRONLY | O_CREAT | O_EXCL, 0600)) {
  line(json::write(json::Object{{"manifest", kVersion},
                                {"began", base::iso(began)}}));
}

void ManifestWriter::line(std::string text) {
  text += '\n';
  sum_.add(text);
  waiting_ += text;
  if (waiting_.size() < kPiece) return;
  base::write_all(fd_, path_, waiting_);
  waiting_.clear();
}

void ManifestWriter::add(const CopiedFile& file) {
  json::Object fields{{"path", file.path},
                      {"bytes", file.bytes},
                      {"sha256", file.sha256}};
  if (file.source.inode != 0) {
    fields.push_back({"inode", file.source.inode});
    fields.push_back({"mtime_ns", file.source.modified_ns});
    fields.push_back({"ctime_ns", file.source.changed_ns});
  }
  line(json::write(fields));
  ++files_;
  bytes_ += file.bytes;
}

void ManifestWriter::end(base::Time ended) {
  waiting_ += json::write(json::Object{{"ended", base::iso(ended)},
                                       {"files", files_},
                                       {"bytes", bytes_},
                                       {"sha256", sum_.hex()}}) +
              '\n';
  base::write_all(fd_, path_, waiting_);
  waiting_.clear();
}

ManifestReader::ManifestReader(const base::Path& file)
    : path_(file), in_(file, std::ios::binary) {
  if (!in_) throw Failure(kNoInput, path_.string() + ": cannot be read");
  const std::string first = line();
  const auto head = object_in(first);
  if (!head) fail("is no head of a manifest");
  const json::Value value(*head);
  const auto began = base::from_iso(value.text("began"));
  if (value.integer("manifest") != kVersion || !began) {
    fail("is no head of a manifest that this program knows");
  }
  began_ = *began;
  sum_.add(first + '\n');
}

void ManifestReader::fail(const std::string& what) const {
  throw Failure(kBadData, path_.string() + ":" + std::to_string(number_) +
                              ": " + what);
}

std::string ManifestReader::line() {
  std::string text;
  ++number_;
  if (!std::getline(in_, text) || in_.eof()) fail("it is cut off here");
  return text;
}

std::optional<CopiedFile> ManifestReader::next() {
  if (is_over_) return std::nullopt;
  const std::string text = line();
  const auto object = object_in(text);
  if (!object) fail("is no JSON");
  const json::Value value(*object);
  if (value.find("ended")) {
    if (count_in(value, "files") != files_ ||
        value.text("sha256") != sum_.hex()) {
      fail("a line before was changed, or is missing");
    }
    is_over_ = true;
    return std::nullopt;
  }
  sum_.add(text + '\n');
  ++files_;
  CopiedFile file{.path = value.text("path"),
                  .bytes = count_in(value, "bytes"),
                  .sha256 = value.text("sha256"),
                  .source = {count_in(value, "inode"),
                             value.integer("mtime_ns"),
                             value.integer("ctime_ns")}};
  if (!is_inner_path(file.path)) fail("names no file of the copy");
  return file;
}

}  // namespace support::ctl
