Documentation.addTranslations({
  "locale": "vi",
  "messages": {
    ", in ": ", trong ",
    "Hide Search Matches": "Bỏ đánh dấu kết quả tìm kiếm",
    "Preparing search...": "Đang chuẩn bị tìm kiếm...",
    "Search Results": "Kết quả tìm kiếm",
    "Searching": "Đang tìm",
    "Search finished, found one page matching the search query.": ["Tìm thấy ${resultCount} trang."],
    "Your search did not match any documents. Please make sure that all words are spelled correctly and that you've selected enough categories.": "Không tìm thấy trang nào. Hãy kiểm tra lại chính tả."
  },
  "plural_expr": "0"
});
