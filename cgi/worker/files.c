/* The files of an edition: made, listed in a signed manifest, chained to the edition before. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "archive.h"
#include "core/arena.h"
#include "core/text.h"
#include "edition/document.h"
#include "edition/manifest.h"
#include "publication.h"
#include "worker_query.h"

struct making {
	struct publication *publication;
	struct archive archive;
	const char *edition;
	struct manifest_key key;
	struct buffer manifest;
	size_t count; /* files so far */
};

static enum status
refuse(const char *what)
{
	fprintf(stderr, "worker: %s: %s\n", what, strerror(errno));
	return STATUS_INTERNAL;
}

static bool
read_key(struct making *making)
{
	char text[1024];
	const char *path = making->publication->worker->key_path;
	FILE *file = path == NULL ? NULL : fopen(path, "r");
	size_t length;

	if (file == NULL)
		return false;
	length = fread(text, 1, sizeof(text) - 1, file);
	fclose(file);
	text[length] = '\0';
	length = manifest_key_read(&making->key, text) && making->key.may_sign;
	sodium_memzero(text, sizeof(text));
	return length == 1;
}

/* A file into the archive, into the table of files and, if it is to be checked, the manifest. */
static enum status
add_file(struct making *making, const struct edition_document *document, bool listed)
{
	struct publication *publication = making->publication;
	const struct buffer *content = &document->content;
	char digest[MANIFEST_DIGEST_SIZE];

	manifest_digest(digest, content->data, content->length);
	if (!archive_write(
		&making->archive, making->edition, document->name, content->data, content->length))
		return refuse(document->name);
	if (listed)
		manifest_add(&making->manifest, digest, document->name);
	return DB_ASK(publication->db, NULL, STORE_FILE, making->edition, document->name,
	    text_format(publication->arena, "%zu", ++making->count), document->title,
	    document->media_type, text_format(publication->arena, "%zu", content->length), digest);
}

static enum status
add_text(struct making *making, const char *name, const char *title, const char *text, bool listed)
{
	struct edition_document document = {.name = name,
	    .title = title,
	    .media_type = "text/plain; charset=utf-8",
	    .content = buffer_create(making->publication->arena, strlen(text) + 1)};

	buffer_append_text(&document.content, text);
	return add_file(making, &document, listed);
}

static enum status
add_notice(const char **sentence, struct making *making)
{
	struct publication *publication = making->publication;
	struct edition_document document = {.name = "bulletin.pdf",
	    .title = "通报（PDF）",
	    .media_type = "application/pdf",
	    .content = buffer_create(publication->arena, 262144)};
	enum status status;

	publication_report(publication, 90, 95, 0, 1, "生成通报");
	status = publication_print_notice(&document.content, sentence, publication);
	return status == STATUS_OK ? add_file(making, &document, true) : status;
}

static enum status
add_documents(struct making *making)
{
	struct publication *publication = making->publication;
	struct edition_document *documents;
	size_t count;
	enum status status =
	    edition_documents(&documents, &count, &publication->edition, publication->worker->site);

	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		publication_report(publication, 95, 98, i, count, "生成文件");
		status = add_file(making, &documents[i], true);
	}
	if (status != STATUS_OK)
		return status;
	return add_text(making, MANIFEST_KEY, "公钥",
	    manifest_key_public(publication->arena, &making->key), true);
}

/* The manifest names the one of the edition that this region published last. */
static enum status
begin_manifest(const char **previous_id, struct making *making)
{
	struct publication *publication = making->publication;
	const struct rows *head = publication->head;
	const char *name = text_format(publication->arena, "%s/%s/%s",
	    rows_text(head, 0, "region_code"), publication->period, rows_text(head, 0, "number"));
	struct rows *rows;
	enum status status =
	    DB_ASK(publication->db, &rows, SEAL_PREVIOUS, rows_text(head, 0, "region_code"));

	if (status != STATUS_OK)
		return status;
	*previous_id = rows_count(rows) == 0 ? NULL : rows_text(rows, 0, "edition_id");
	manifest_begin(&making->manifest, name,
	    *previous_id == NULL ? NULL : rows_text(rows, 0, "name"),
	    *previous_id == NULL ? NULL : rows_text(rows, 0, "digest"));
	return STATUS_OK;
}

static enum status
seal(struct making *making, const char *previous_id)
{
	struct arena *arena = making->publication->arena;
	const struct buffer *manifest = &making->manifest;
	const char *signature =
	    manifest_sign(arena, &making->key, manifest->data, manifest->length);
	char digest[MANIFEST_DIGEST_SIZE];
	enum status status;

	manifest_digest(digest, manifest->data, manifest->length);
	status = add_text(making, MANIFEST_NAME, "校验清单（SHA-256）", manifest->data, false);
	if (status == STATUS_OK)
		status =
		    add_text(making, MANIFEST_SIGNATURE, "清单签名（Ed25519）", signature, false);
	if (status != STATUS_OK)
		return status;
	return DB_ASK(making->publication->db, NULL, STORE_SEAL, making->edition, previous_id,
	    digest, manifest_key_public(arena, &making->key), signature);
}

enum status
publication_write_files(const char **sentence, struct publication *publication)
{
	struct making making = {.publication = publication,
	    .archive = {.root = publication->worker->archive, .arena = publication->arena},
	    .edition = rows_text(publication->head, 0, "edition_id"),
	    .manifest = buffer_create(publication->arena, 4096)};
	const char *previous_id = NULL;
	enum status status;

	if (!read_key(&making)) {
		*sentence = "没有可用的签名密钥，本次没有公开。请系统管理员用 zhiheng key 生成。";
		return STATUS_INPUT;
	}
	if (!archive_open(&making.archive, making.edition))
		return refuse(publication->worker->archive);
	status = begin_manifest(&previous_id, &making);
	if (status == STATUS_OK)
		status = add_notice(sentence, &making);
	if (status == STATUS_OK)
		status = add_documents(&making);
	if (status == STATUS_OK)
		status = seal(&making, previous_id);
	sodium_memzero(&making.key, sizeof(making.key));
	if (status != STATUS_OK)
		archive_discard(&making.archive, making.edition);
	return status;
}
