"""Which kinds of files are taken in."""

WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_EXTENSIONS = [
    *("pdf", "doc", "docx", "xls", "xlsx", "odt", "ods", "csv", "txt", "zip"),
    # Sound, films and their captions.
    *("mp3", "m4a", "mp4", "webm", "vtt"),
]
# What an official document may carry; each is a format that readers can open for years (TT 39/2017).
DOCUMENT_ATTACHMENT_EXTENSIONS = ["pdf", "doc", "docx", "xls", "xlsx", "odt", "ods"]
