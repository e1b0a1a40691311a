#include "evidence_file.h"

#include <stdbool.h>

#include "core/arena.h"
#include "core/request.h"
#include "core/text.h"
#include "evidence_store.h"
#include "page.h"

/* The last part of what some browsers send as a whole path. */
static const char *
base_name(const char *filename)
{
	for (const char *c = filename; *c != '\0'; c++) {
		if (*c == '/' || *c == '\\')
			filename = c + 1;
	}
	return filename;
}

static bool
has_controls(const char *name)
{
	for (; *name != '\0'; name++) {
		if ((unsigned char)*name < ' ' || *name == 0x7f)
			return true;
	}
	return false;
}

const char *
evidence_file_judge(struct evidence_file *out, const struct part *file)
{
	*out = (struct evidence_file){0};
	if (file == NULL || file->filename == NULL || file->filename[0] == '\0')
		return "请选择文件";
	if (file->length > EVIDENCE_FILE_MAXIMUM)
		return "文件超过 10 MB，请压缩或拆分后再上传";
	if (file->length == 0)
		return "文件是空的，请重新选择";
	out->name = base_name(file->filename);
	out->data = file->data;
	out->length = file->length;
	if (has_controls(out->name))
		return "文件名含有不能显示的字符，请改名后再上传";
	out->media = evidence_type_find(file->data, file->length, out->name);
	return out->media != NULL ? NULL : "只接收" EVIDENCE_TYPES "，内容与扩展名须一致";
}

enum status
evidence_file_store(struct evidence_file *file, struct arena *arena)
{
	file->digest = evidence_store_digest(arena, file->data, file->length);
	file->size = text_format(arena, "%zu", file->length);
	return evidence_store_write(&file->stored, arena, file->data, file->length);
}
