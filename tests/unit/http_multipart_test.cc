#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "http/multipart.h"

#include <algorithm>

namespace support::http {
namespace {

using base::Reason;
using base::Refusal;
using Outcome = std::expected<void, Refusal>;

struct File {
  PartHead head;
  std::string bytes;
  bool is_whole = false;
};

// A body that comes in pieces: the first of `first` bytes, then of `later`.
// `at` counts what was read and outlives the request, as `body` does.
Request request_for(const std::string& body, std::size_t& at,
                    std::size_t first = 65536, std::size_t later = 65536) {
  Request request;
  request.content_length = static_cast<std::int64_t>(body.size());
  request.read_body_piece = [&body, &at, first, later](
                                char* into, std::size_t count) -> long {
    const std::size_t piece = at == 0 ? first : later;
    const std::size_t given = std::min({count, piece, body.size() - at});
    std::copy_n(body.data() + at, given, into);
    at += given;
    return static_cast<long>(given);
  };
  return request;
}

struct Upload {
  MultipartLimits limits{.body_bytes = 1'000'000};
  std::string type = "multipart/form-data; boundary=XyZ";
  std::int64_t length_is_off_by = 0;
  std::vector<File> files;
  std::size_t refuse_file_at_byte = ~std::size_t{0};
  std::size_t left_unread = 0;

  MultipartSink sink() {
    return {.begin_file =
                [this](const PartHead& head) {
                  files.push_back({.head = head, .bytes = {}});
                  return Outcome();
                },
            .file_bytes =
                [this](std::string_view bytes) -> Outcome {
              files.back().bytes += bytes;
              if (files.back().bytes.size() < refuse_file_at_byte) return {};
              return std::unexpected(Refusal{.reason = Reason::bad_type});
            },
            .end_file =
                [this] {
                  files.back().is_whole = true;
                  return Outcome();
                }};
  }

  std::expected<Form, Refusal> read(const std::string& body,
                                    std::size_t first = 65536,
                                    std::size_t later = 65536) {
    files.clear();
    std::size_t at = 0;
    Request request = request_for(body, at, first, later);
    request.add_header("content-type", type);
    request.content_length += length_is_off_by;
    auto form = read_multipart(request, limits, sink());
    left_unread = body.size() - at;
    return form;
  }

  Reason refusal(const std::string& body) {
    const auto form = read(body);
    BOOST_REQUIRE(!form);
    return form.error().reason;
  }
};

std::string field(const std::string& name, const std::string& value) {
  return "--XyZ\r\nContent-Disposition: form-data; name=\"" + name +
         "\"\r\n\r\n" + value + "\r\n";
}

std::string file(const std::string& name, const std::string& bytes) {
  return "--XyZ\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" +
         name + "\"\r\nContent-Type: Image/PNG; x=y\r\n\r\n" + bytes + "\r\n";
}

const std::string kClosing = "--XyZ--\r\n";

// Bytes of a file, among them every beginning of a delimiter.
const std::string kBytes = std::string("\0\xff\r\n\r\n--", 8) + "Xy" + "\r\n--X";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(http_multipart, Upload)

BOOST_AUTO_TEST_CASE(fields_become_a_form_and_files_go_to_the_sink) {
  const auto form = read(field("text", "hello\r\nworld") +
                         file("a b.png", kBytes) + field("key", "k1") +
                         field("key", "") + kClosing);
  BOOST_REQUIRE(form);
  BOOST_TEST(form->text("text") == "hello\r\nworld");
  BOOST_TEST(form->all("key") == (std::vector<std::string>{"k1", ""}),
             boost::test_tools::per_element());
  BOOST_REQUIRE(files.size() == 1u);
  BOOST_TEST(files[0].head.name == "file");
  BOOST_TEST(files[0].head.file_name == "a b.png");
  BOOST_TEST(files[0].head.content_type == "image/png");
  BOOST_TEST(files[0].bytes == kBytes);
  BOOST_TEST(files[0].is_whole);
}

BOOST_AUTO_TEST_CASE(a_body_cut_at_any_place_reads_the_same) {
  const std::string tail = kBytes + "\r\n--Xy";
  const std::string body =
      "preamble\r\n" + field("a", "1") + file("f", tail) + kClosing + "epilogue";
  for (std::size_t later : {std::size_t{1}, std::size_t{5}, body.size()}) {
    for (std::size_t first = 1; first <= body.size(); ++first) {
      const auto form = read(body, first, later);
      BOOST_REQUIRE_MESSAGE(form, "cut at " << first << " and each " << later);
      BOOST_REQUIRE(form->text("a") == "1");
      BOOST_REQUIRE(files.at(0).bytes == tail);
      BOOST_REQUIRE(files.at(0).is_whole);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_large_file_passes_through_piece_by_piece) {
  std::string bytes;
  while (bytes.size() < 400'000) bytes += "\r\n--Xy\r\n";
  std::size_t most = 0;
  auto pieces = sink();
  const auto keep = pieces.file_bytes;
  const std::string body = file("f", bytes) + kClosing;
  std::size_t at = 0;
  Request request = request_for(body, at);
  request.add_header("content-type", type);
  pieces.file_bytes = [&](std::string_view piece) {
    most = std::max(most, piece.size());
    return keep(piece);
  };
  BOOST_REQUIRE(read_multipart(request, limits, pieces));
  BOOST_TEST(files[0].bytes == bytes);
  BOOST_TEST(most < 70'000u);
}

BOOST_AUTO_TEST_CASE(a_body_cut_short_at_any_place_is_refused) {
  const std::string body = field("a", "1") + file("f", kBytes) + kClosing;
  for (std::size_t size = 0; size < body.size() - 2; ++size) {
    const auto form = read(body.substr(0, size));
    BOOST_REQUIRE_MESSAGE(!form, "cut short at " << size);
    BOOST_REQUIRE((form.error().reason == Reason::bad_request));
  }
}

BOOST_AUTO_TEST_CASE(a_length_that_does_not_hold_is_refused) {
  const std::string body = field("a", "1") + kClosing;
  for (const int off : {-1, 1}) {
    length_is_off_by = off;
    BOOST_TEST((refusal(body) == Reason::bad_request));
  }
  length_is_off_by = -static_cast<std::int64_t>(body.size()) - 1;  // none
  BOOST_TEST((refusal(body) == Reason::bad_request));
  BOOST_TEST(read(body).error().detail == "length");
}

BOOST_AUTO_TEST_CASE(an_empty_file_input_has_an_empty_name_and_no_bytes) {
  BOOST_REQUIRE(read(file("", "") + kClosing));
  BOOST_REQUIRE(files.size() == 1u);
  BOOST_TEST(files[0].head.is_file);
  BOOST_TEST(files[0].head.file_name == "");
  BOOST_TEST(files[0].bytes == "");
}

BOOST_AUTO_TEST_CASE(a_form_without_any_part_is_empty) {
  BOOST_REQUIRE(read(kClosing));
  BOOST_TEST(files.empty());
}

BOOST_AUTO_TEST_CASE(names_are_read_as_browsers_write_them) {
  BOOST_REQUIRE(read(file("a%22b%0D%0Ac%41\\d\\\"e;f", "x") + kClosing));
  BOOST_TEST(files[0].head.file_name == "a\"b\r\nc%41\\d\"e;f");
}

BOOST_AUTO_TEST_CASE(blanks_after_a_boundary_are_let_pass) {
  std::string body = field("a", "1") + field("b", "2") + kClosing;
  body.insert(5, " \t");
  const auto form = read(body);
  BOOST_REQUIRE(form);
  BOOST_TEST(form->text("a") == "1");
}

BOOST_AUTO_TEST_CASE(a_boundary_is_needed_and_must_be_one) {
  const std::string body = field("a", "1") + kClosing;
  for (const char* bad :
       {"multipart/form-data", "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"XyZ",
        "multipart/form-data; boundary=XyZ; boundary=Q",
        "multipart/form-data; boundary=\"X\n\"",
        "multipart/form-data; boundary=Other"}) {
    type = bad;
    BOOST_TEST((refusal(body) == Reason::bad_request), bad);
  }
  type = "multipart/form-data; boundary=" + std::string(71, 'x');
  BOOST_TEST((refusal(body) == Reason::bad_request));
  type = "Multipart/Form-Data; charset=utf-8; boundary=\"XyZ\"";
  BOOST_TEST(read(body).has_value());
}

BOOST_AUTO_TEST_CASE(another_media_type_is_refused_as_such) {
  type = "text/plain; boundary=XyZ";
  BOOST_TEST((refusal(field("a", "1") + kClosing) == Reason::bad_type));
}

BOOST_AUTO_TEST_CASE(broken_heads_are_refused) {
  const auto part = [](const std::string& head) {
    return "--XyZ\r\n" + head + "\r\n\r\nx\r\n" + kClosing;
  };
  const std::string disposition = "Content-Disposition: form-data";
  for (const std::string& head :
       {std::string("X-Other: 1"), disposition, disposition + "; name=\"\"",
        disposition + "; name=\"a", disposition + "; name=a; name=b",
        std::string("Content-Disposition: attachment; name=a"),
        disposition + "; name=a\r\n" + disposition + "; name=b",
        disposition + "; name=a\r\nno colon",
        disposition + "; name=\"\xff\"",
        disposition + "; name=a; filename=\"\xc0\xaf\"",
        disposition + "; name=a; filename=\"" + std::string(1, '\0') + "\"",
        disposition + "; name=a\r\nX: " + std::string(9000, 'x')}) {
    BOOST_TEST((refusal(part(head)) == Reason::bad_request), head);
    BOOST_TEST(files.empty());
  }
  std::string many;
  for (int i = 0; i < 200; ++i) many += "X: " + std::string(60, 'x') + "\r\n";
  BOOST_TEST((refusal(part(many + disposition + "; name=a")) ==
              Reason::bad_request));
}

BOOST_AUTO_TEST_CASE(a_boundary_that_goes_on_is_refused) {
  BOOST_TEST((refusal("--XyZZ" + field("a", "1").substr(5) + kClosing) ==
              Reason::bad_request));
}

BOOST_AUTO_TEST_CASE(a_field_that_is_no_text_is_refused) {
  for (const char* value : {"\xff", "\xed\xa0\x80", "\xc0\xaf"}) {
    BOOST_TEST((refusal(field("a", value) + kClosing) == Reason::bad_request));
  }
  BOOST_TEST((refusal(field("a", std::string(1, '\0')) + kClosing) ==
              Reason::bad_request));
}

BOOST_AUTO_TEST_CASE(every_limit_holds_and_is_named) {
  const std::string body = field("a", std::string(100, 'x')) + kClosing;
  limits.field_bytes = 99;
  BOOST_TEST((refusal(body) == Reason::too_large));
  BOOST_TEST(read(body).error().limit == 99);
  limits.field_bytes = 100;
  BOOST_TEST(read(body).has_value());
  limits.body_bytes = body.size() - 1;
  BOOST_TEST((refusal(body) == Reason::too_large));
  limits.body_bytes = body.size();
  BOOST_TEST(read(body).has_value());
  length_is_off_by = -5;  // a body that goes on past what it announced
  limits.body_bytes = body.size() - 5;
  BOOST_TEST((refusal(body) == Reason::too_large));
}

BOOST_AUTO_TEST_CASE(the_number_of_parts_is_limited) {
  std::string twenty;
  for (int i = 0; i < 20; ++i) twenty += field("a", "1");
  BOOST_TEST(read(twenty + kClosing).has_value());
  BOOST_TEST((refusal(twenty + field("a", "1") + kClosing) ==
              Reason::bad_request));
}

BOOST_AUTO_TEST_CASE(a_refusal_of_the_sink_is_passed_on_and_the_body_drained) {
  refuse_file_at_byte = 10;
  const std::string body =
      file("f", std::string(300'000, 'x')) + field("a", "1") + kClosing;
  BOOST_TEST((refusal(body) == Reason::bad_type));
  BOOST_TEST(left_unread == 0u);
  BOOST_TEST(!files[0].is_whole);
}

BOOST_AUTO_TEST_CASE(a_file_is_refused_where_none_is_taken) {
  const std::string body = file("f", "x") + kClosing;
  std::size_t at = 0;
  Request request = request_for(body, at);
  request.add_header("content-type", type);
  const auto form = read_multipart(request, limits, {});
  BOOST_REQUIRE(!form);
  BOOST_TEST((form.error().reason == Reason::bad_request));
}

BOOST_AUTO_TEST_CASE(what_only_looks_like_a_boundary_is_content) {
  const std::string near = "\r\n--Xy\r\n-\r\r\n\r\n--X\r--XyZ\n--XyZ\r\n-XyZ";
  const auto form = read(field("a", near) + kClosing);
  BOOST_REQUIRE(form);
  BOOST_TEST(form->text("a") == near);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace support::http
