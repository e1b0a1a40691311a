#include "template.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "html.h"
#include "tag.h"
#include "text.h"
#include "view.h"

#define SUFFIX ".html"

struct template
{
	const char *name;
	const char *file;
	struct tags tags;
	size_t first_hint; /* place of the hint of its first tag */
	enum {
		UNSEEN,
		WITHIN,
		SOUND
	} partials; /* while looking for a partial that contains itself */
};

struct templates {
	struct arena *arena;
	const char *folder;
	struct template *items;
	size_t count;
	size_t capacity;
	size_t hint_count;
};

/* One level of names: that of a list's item, and outwards. */
struct scope {
	const struct view *view;
	const struct scope *outer;
};

struct render {
	struct buffer *out;
	const struct templates *templates;
	size_t *hints; /* for each tag of all templates, where its name was last found in a view */
};

/* ---- loading ------------------------------------------------------------------------------- */

static const char *
read_file(struct arena *arena, const char *file)
{
	struct buffer content = buffer_create(arena, 4096);
	FILE *stream = fopen(file, "r");
	char chunk[4096];
	size_t length;
	bool failed;

	if (stream == NULL) {
		tags_fault(file, 0, "%s", strerror(errno));
		return NULL;
	}
	while ((length = fread(chunk, 1, sizeof(chunk), stream)) > 0)
		buffer_append(&content, chunk, length);
	failed = ferror(stream) != 0;
	fclose(stream);
	if (failed || !text_is_utf8(content.data, content.length)) {
		tags_fault(file, 0, failed ? "cannot be read" : "not UTF-8, or with a NUL");
		return NULL;
	}
	return content.data;
}

static struct template *
append_template(struct templates *templates)
{
	if (templates->count == templates->capacity) {
		size_t capacity = templates->capacity == 0 ? 32 : templates->capacity * 2;
		struct template *items = arena_new(templates->arena, struct template, capacity);

		if (templates->count > 0)
			memcpy(items, templates->items, templates->count * sizeof(*items));
		templates->items = items;
		templates->capacity = capacity;
	}
	return &templates->items[templates->count++];
}

static bool
add_template(struct templates *templates, const char *name, const char *file, const char *source)
{
	struct template *template = append_template(templates);

	template->name = name;
	template->file = file;
	if (!tags_parse(&template->tags, templates->arena, file, source))
		return false;
	template->first_hint = templates->hint_count;
	templates->hint_count += template->tags.count;
	return true;
}

static bool
load_file(struct templates *templates, const char *file, const char *name)
{
	const char *source = read_file(templates->arena, file);

	return source != NULL && add_template(templates, name, file, source);
}

static bool load_directory(
    struct templates *templates, const char *directory, const char *prefix, bool deep);

/* One entry of a directory: a template, or a folder of them; what is neither is passed over. */
static bool
load_entry(
    struct templates *templates, const char *file, const char *prefix, const char *name, bool deep)
{
	struct arena *arena = templates->arena;

	if (name[0] == '.')
		return true;
	if (text_ends_with(name, SUFFIX))
		return load_file(templates, file,
		    text_format(
			arena, "%s%.*s", prefix, (int)(strlen(name) - strlen(SUFFIX)), name));
	/* A folder has no suffix. */
	if (deep && strchr(name, '.') == NULL)
		return load_directory(
		    templates, file, text_format(arena, "%s%s/", prefix, name), deep);
	return true;
}

/* Loads directory/ *.html; prefix goes before their names.  All are tried, whatever happens. */
static bool
load_directory(struct templates *templates, const char *directory, const char *prefix, bool deep)
{
	DIR *stream = opendir(directory);
	struct dirent *entry;
	bool good = true;

	if (stream == NULL)
		return tags_fault(directory, 0, "%s", strerror(errno));
	while ((entry = readdir(stream)) != NULL)
		good &= load_entry(templates,
		    text_format(templates->arena, "%s/%s", directory, entry->d_name), prefix,
		    entry->d_name, deep);
	closedir(stream);
	return good;
}

static struct template *
find_template(const struct templates *templates, const char *name)
{
	for (size_t i = 0; i < templates->count; i++)
		if (strcmp(templates->items[i].name, name) == 0)
			return &templates->items[i];
	return NULL;
}

/* The partial of that tag as a file of the folder that is so much of path. */
static struct template *
find_beside(
    const struct templates *templates, const char *path, size_t folder, const struct tag *tag)
{
	return find_template(templates, text_format(templates->arena, "%.*s%.*s", (int)folder, path,
					    (int)tag->length, tag->text));
}

/* The partial of that tag: beside the template that names it, else in a folder above, else in that
 * of the program (for what all share), else among those of all. */
static struct template *
find_partial(
    const struct templates *templates, const struct template *template, const struct tag *tag)
{
	const char *own = text_format(templates->arena, "%s/", templates->folder);
	struct template *partial = NULL;

	for (size_t end = strlen(template->name); partial == NULL && end > 0; end--) {
		if (template->name[end - 1] == '/')
			partial = find_beside(templates, template->name, end, tag);
	}
	if (partial == NULL)
		partial = find_beside(templates, own, strlen(own), tag);
	return partial != NULL ? partial : find_beside(templates, own, 0, tag);
}

/* Finds the partials of one template and of those, which no chain may lead back to itself. */
static bool
resolve_partials(struct templates *templates, struct template *template)
{
	bool good = true;

	if (template->partials != UNSEEN)
		return true;
	template->partials = WITHIN;
	for (size_t i = 0; i < template->tags.count; i++) {
		struct tag *tag = &template->tags.items[i];
		struct template *partial;

		if (tag->kind != TAG_PARTIAL)
			continue;
		partial = tag->text[0] == '_' ? find_partial(templates, template, tag) : NULL;
		if (partial == NULL)
			good = tags_fault(template->file, tag->line, "no partial %.*s",
			    (int)tag->length, tag->text);
		else if (partial->partials == WITHIN)
			good = tags_fault(template->file, tag->line, "partial %.*s contains itself",
			    (int)tag->length, tag->text);
		else {
			tag->partial = (size_t)(partial - templates->items);
			good &= resolve_partials(templates, partial);
		}
	}
	template->partials = SOUND;
	return good;
}

static bool
resolve_all_partials(struct templates *templates)
{
	bool good = true;

	for (size_t i = 0; i < templates->count; i++)
		good &= resolve_partials(templates, &templates->items[i]);
	return good;
}

static struct templates *
create_templates(const char *folder)
{
	struct arena *arena = arena_create();
	struct templates *templates = arena_new(arena, struct templates, 1);

	templates->arena = arena;
	templates->folder = text_copy(arena, folder, strlen(folder));
	return templates;
}

enum status
templates_load(struct templates **out, const char *directory, const char *folder)
{
	struct templates *templates = create_templates(folder);
	struct arena *arena = templates->arena;
	bool good = load_directory(templates, directory, "", false);

	good &= load_directory(templates, text_format(arena, "%s/%s", directory, folder),
	    text_format(arena, "%s/", folder), true);
	if (!good || !resolve_all_partials(templates)) {
		templates_free(templates);
		return STATUS_INTERNAL;
	}
	*out = templates;
	return STATUS_OK;
}

void
templates_free(struct templates *templates)
{
	if (templates != NULL)
		arena_destroy(templates->arena);
}

/* ---- rendering ----------------------------------------------------------------------------- */

static enum status render_tags(const struct render *render, const struct template *template,
    size_t first, size_t end, const struct scope *scope);

static enum status
refuse(const struct template *template, const struct tag *tag, const char *reason)
{
	tags_fault(template->file, tag->line, "%s %.*s %s", template->name, (int)tag->length,
	    tag->text, reason);
	return STATUS_INTERNAL;
}

static const struct member *
find_member(const struct render *render, const struct template *template, size_t index,
    const struct scope *scope)
{
	const struct tag *tag = &template->tags.items[index];
	size_t *hint = &render->hints[template->first_hint + index];

	for (; scope != NULL; scope = scope->outer) {
		const struct member *member = view_find(scope->view, tag->text, tag->length, hint);

		if (member != NULL)
			return member;
	}
	refuse(template, tag, "is not set");
	return NULL;
}

static enum status
render_value(const struct render *render, const struct template *template, size_t index,
    const struct scope *scope)
{
	const struct tag *tag = &template->tags.items[index];
	const struct member *member = find_member(render, template, index, scope);

	if (member == NULL)
		return STATUS_INTERNAL;
	if (tag->kind == TAG_MARKUP) {
		if (member->kind != MEMBER_MARKUP)
			return refuse(template, tag, "is no markup and must be escaped");
		buffer_append(render->out, member->text, member->length);
		return STATUS_OK;
	}
	if (member->kind != MEMBER_TEXT)
		return refuse(template, tag, "is no text");
	html_escape(render->out, member->text, member->length);
	return STATUS_OK;
}

static bool
is_true(const struct member *member)
{
	assert(member->kind < MEMBER_KIND_COUNT);
	switch (member->kind) {
	case MEMBER_TEXT:
	case MEMBER_MARKUP:
		return member->length > 0;
	case MEMBER_FLAG:
		return member->flag;
	case MEMBER_LIST:
		return member->first != NULL;
	case MEMBER_KIND_COUNT:
		break;
	}
	return false;
}

static enum status
render_section(const struct render *render, const struct template *template, size_t index,
    const struct scope *scope)
{
	const struct tag *tag = &template->tags.items[index];
	const struct member *member = find_member(render, template, index, scope);
	enum status status = STATUS_OK;

	if (member == NULL)
		return STATUS_INTERNAL;
	if (is_true(member) == (tag->kind == TAG_INVERTED))
		return STATUS_OK;
	if (tag->kind == TAG_INVERTED || member->kind != MEMBER_LIST)
		return render_tags(render, template, index + 1, tag->end, scope);
	for (const struct view *item = member->first; item != NULL && status == STATUS_OK;
	     item = item->next) {
		struct scope inner = {.view = item, .outer = scope};

		status = render_tags(render, template, index + 1, tag->end, &inner);
	}
	return status;
}

static enum status
render_tags(const struct render *render, const struct template *template, size_t first, size_t end,
    const struct scope *scope)
{
	enum status status = STATUS_OK;

	for (size_t i = first; i < end && status == STATUS_OK; i++) {
		const struct tag *tag = &template->tags.items[i];

		if (tag->kind == TAG_TEXT) {
			buffer_append(render->out, tag->text, tag->length);
		} else if (tag->kind == TAG_PARTIAL) {
			const struct template *partial = &render->templates->items[tag->partial];

			status = render_tags(render, partial, 0, partial->tags.count, scope);
		} else if (tag->kind == TAG_SECTION || tag->kind == TAG_INVERTED) {
			status = render_section(render, template, i, scope);
			i = tag->end - 1;
		} else {
			status = render_value(render, template, i, scope);
		}
	}
	return status;
}

enum status
template_render(struct buffer *out, const struct templates *templates, const char *name,
    const struct view *view)
{
	const struct template *template = find_template(templates, name);
	struct render render = {.out = out, .templates = templates};
	struct scope scope = {.view = view};
	size_t length = out->length;
	enum status status;

	if (template == NULL) {
		fprintf(stderr, "template %s: no such template\n", name);
		return STATUS_INTERNAL;
	}
	render.hints = arena_new(out->arena, size_t, templates->hint_count + 1);
	status = render_tags(&render, template, 0, template->tags.count, &scope);
	if (status != STATUS_OK) {
		out->length = length;
		out->data[length] = '\0';
	}
	return status;
}
