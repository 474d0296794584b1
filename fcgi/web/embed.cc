// The script line; see embed.h.
#include "web/embed.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "web/admin_page.h"
#include "web/dispatch.h"
#include "web/page.h"

namespace support::web {
namespace {

using Errors = std::vector<store::FieldError>;

constexpr std::string_view kOwnColor = "#1f5f4e";  // the widget's
constexpr std::string_view kOwnOffset = "20";      // pixels
constexpr std::int64_t kMostOffset = 399;
constexpr std::size_t kMostTitle = 60;

struct Wish {
  std::string color, side, offset, title, lang;
};

bool is_color(std::string_view text) {
  const auto is_hex = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  };
  return text.size() == 7 && text.front() == '#' &&
         std::ranges::all_of(text.substr(1), is_hex);
}

double linear(std::string_view hex) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  const double part = (digit(hex[0]) * 16 + digit(hex[1])) / 255.0;
  return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
}

// "7.52", cut and not rounded: 4.499 is no 4.5.
std::string two_decimals(double number) {
  const auto hundredths = static_cast<std::int64_t>(std::floor(number * 100));
  const std::string rest = std::to_string(hundredths % 100);
  return std::to_string(hundredths / 100) + "." +
         (rest.size() < 2 ? "0" : "") + rest;
}

Wish wish_in(const http::Request& request) {
  const auto asked = [&](const char* name, std::string_view otherwise) {
    const auto text = request.parameter(name);
    return text ? base::one_line(*text) : std::string(otherwise);
  };
  Wish wish{base::lower_ascii(asked("color", kOwnColor)),
            asked("side", "right"), asked("offset", kOwnOffset),
            asked("title", ""), asked("lang", "")};
  // "#abc" stands for "#aabbcc".
  if (wish.color.size() == 4 && wish.color.starts_with('#')) {
    std::string longer = "#";
    for (const char c : wish.color.substr(1)) longer += {c, c};
    wish.color = longer;
  }
  return wish;
}

Errors faults_of(const Wish& wish) {
  Errors errors;
  const auto offset = base::to_number(wish.offset);
  if (!is_color(wish.color)) {
    errors.push_back({"color", "Give a colour such as #1f5f4e"});
  }
  if (wish.side != "left" && wish.side != "right") {
    errors.push_back({"side", "Choose left or right"});
  }
  if (!offset || *offset < 0 || *offset > kMostOffset) {
    errors.push_back({"offset", "Give a number of pixels from 0 to 399"});
  }
  if (!wish.lang.empty() && wish.lang != "en" && wish.lang != "de") {
    errors.push_back({"lang", "Choose a language that the widget speaks"});
  }
  if (base::code_points(wish.title) > kMostTitle) {
    errors.push_back({"title_of", "The title has over 60 characters"});
  }
  return errors;
}

std::string attribute(std::string_view name, std::string_view value) {
  std::string text = " " + std::string(name) + "=\"";
  for (const char c : value) {
    if (c == '&') text += "&amp;";
    else if (c == '"') text += "&quot;";
    else if (c == '<') text += "&lt;";
    else text += c;
  }
  return text + "\"";
}

// Only what differs from what the widget does by itself.
std::string line_of(const Context& context, const Wish& wish) {
  std::string line = "<script defer";
  line += attribute("src", own_origin(context) +
                               "/support/static/js/chat-widget.js");
  if (wish.color != kOwnColor) line += attribute("data-color", wish.color);
  if (wish.side != "right") line += attribute("data-side", wish.side);
  if (wish.offset != kOwnOffset) line += attribute("data-offset", wish.offset);
  if (!wish.title.empty()) line += attribute("data-title", wish.title);
  if (!wish.lang.empty()) line += attribute("data-lang", wish.lang);
  return line + "></script>";
}

}  // namespace

Contrast contrast_on(std::string_view color) {
  const double light = 0.2126 * linear(color.substr(1, 2)) +
                       0.7152 * linear(color.substr(3, 2)) +
                       0.0722 * linear(color.substr(5, 2));
  const double white = 1.05 / (light + 0.05);
  const double black = (light + 0.05) / 0.05;
  return {std::max(white, black), white >= black};
}

namespace admin {

http::Response embed(Context& context) {
  const Wish wish = wish_in(context.request);
  const Errors errors = faults_of(wish);
  const bool has_color = is_color(wish.color);
  const Contrast contrast = has_color ? contrast_on(wish.color) : Contrast{};
  Data data = admin_framed(context, "Script line", kEmbed);
  data.set("color", has_color ? std::string_view(wish.color) : kOwnColor)
      .set("has_color", has_color)
      .set("contrast", two_decimals(contrast.ratio))
      .set("ink", contrast.is_white ? "#ffffff" : "#000000")
      .set("ink_word", contrast.is_white ? "white" : "black")
      .set("is_left", wish.side == "left")
      .set("offset", wish.offset)
      .set("title_of", wish.title)
      .set("is_english", wish.lang == "en")
      .set("is_german", wish.lang == "de")
      .set("color_wrong", "")
      .set("offset_wrong", "")
      .set("title_of_wrong", "")
      .set("line", errors.empty() ? line_of(context, wish) : "");
  set_errors(data, "There is no line for this yet", errors);
  return show(context, "admin_embed", data, errors.empty() ? 200 : 422);
}

}  // namespace admin
}  // namespace support::web
