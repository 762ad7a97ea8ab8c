/* SPDX-License-Identifier: Apache-2.0 */
/* server/check.c: the whole configuration is judged, and each portal made ready
 *
 * `httpd -t` runs check_config but never post_config, so everything that can be wrong is found
 * here. The libraries' globals are set first, each time: a graceful restart runs this again in the
 * same process.
 */
#include "server/check.h"

#include <string.h>

#include <apr_file_info.h>
#include <apr_strings.h>
#include <http_core.h>
#include <http_log.h>

#include "access/password.h"
#include "base/xml.h"
#include "server/config.h"
#include "server/dbd.h"
#include "server/develop.h"
#include "server/guard_check.h"
#include "server/secret.h"
#include "server/site.h"
#include "view/text.h"

APLOG_USE_MODULE(myaccount);

static apr_status_t refuse(mya_result_t *why, const mya_place_of_portal_t *place,
                           const char *sentence)
{
    return mya_result_tell(why, MYA_ECONFIG, "%s:%d: <Location %s/>: %s",
                           place->directive->filename, place->directive->line_num, place->path,
                           sentence);
}

static const char *share_of(const server_rec *s)
{
    const mya_conf_t *conf = mya_config_server(s);

    return conf->share ? conf->share : MYA_SHARE;
}

static apr_status_t load_portal(mya_mount_t *mount, const mya_place_of_portal_t *place,
                                server_rec *s, mya_result_t *why, apr_pool_t *pool)
{
    apr_array_header_t *faults = apr_array_make(pool, 4, sizeof(const char *));
    apr_status_t rv = mya_portal_load(&mount->portal, place->file, mount->share, faults, why,
                                      pool);
    int i;

    /* the first one is in WHY and logged by the caller */
    for (i = 1; i < faults->nelts; ++i) {
        ap_log_error(APLOG_MARK, APLOG_STARTUP | APLOG_ERR, 0, s, "%s",
                     APR_ARRAY_IDX(faults, i, const char *));
    }
    return rv == APR_SUCCESS ? mya_text_check(mount->portal, why, pool) : rv;
}

static apr_status_t make_formats(mya_mount_t *mount, mya_result_t *why, apr_pool_t *pool)
{
    const mya_portal_t *portal = mount->portal;
    const mya_format_t **formats = apr_pcalloc(pool, (apr_size_t)portal->nlanguages
                                                         * sizeof(*formats));
    apr_status_t rv = APR_SUCCESS;
    int i;

    for (i = 0; i < portal->nlanguages && rv == APR_SUCCESS; ++i) {
        rv = mya_format_make(&formats[i],
                             mya_format_language(portal->texts[i]->lang, portal->zone),
                             portal->zone, why, pool);
    }
    mount->formats = formats;
    return rv;
}

static apr_status_t load_skins(mya_mount_t *mount, const mya_dir_t *dir, mya_result_t *why,
                               apr_pool_t *pool)
{
    apr_status_t rv = mya_skin_load(&mount->base_skin, NULL, mount->share, why, pool);

    mount->skin = mount->base_skin;
    if (rv == APR_SUCCESS && dir->skin) {
        const char *slash = strrchr(dir->skin, '/');
        mount->assets = slash ? apr_pstrmemdup(pool, dir->skin, (apr_size_t)(slash - dir->skin))
                              : ".";
        rv = mya_skin_load(&mount->skin, dir->skin, mount->share, why, pool);
    }
    return rv;
}

static const char *const *origins_of(const mya_dir_t *dir, apr_pool_t *pool)
{
    const char **origins = apr_pcalloc(pool, ((apr_size_t)dir->origins->nelts + 1)
                                                 * sizeof(*origins));
    int i;

    for (i = 0; i < dir->origins->nelts; ++i) {
        origins[i] = APR_ARRAY_IDX(dir->origins, i, const char *);
    }
    return origins;
}

/* Who may ask for the health: as it is said, else this machine. */
static const apr_ipsubnet_t *const *health_from_of(const mya_dir_t *dir, apr_pool_t *pool)
{
    static const char *const own[] = { "127.0.0.0", "8", "::1", "128" };
    const int n = dir->health_from ? dir->health_from->nelts : 2;
    const apr_ipsubnet_t **from = apr_pcalloc(pool, ((apr_size_t)n + 1) * sizeof(*from));
    int i;

    for (i = 0; i < n; ++i) {
        apr_ipsubnet_t *net = NULL;
        if (dir->health_from) {
            from[i] = APR_ARRAY_IDX(dir->health_from, i, const apr_ipsubnet_t *);
        }
        else if (apr_ipsubnet_create(&net, own[2 * i], own[2 * i + 1], pool) == APR_SUCCESS) {
            from[i] = net;
        }
    }
    return from;
}

static apr_interval_time_t idle_of(const mya_dir_t *dir)
{
    return dir->idle >= 0 ? dir->idle : apr_time_from_sec(30 * 60);
}

static apr_interval_time_t absolute_of(const mya_dir_t *dir)
{
    return dir->absolute >= 0 ? dir->absolute : apr_time_from_sec(12 * 3600);
}

static apr_status_t check_said(const mya_place_of_portal_t *place, const mya_dir_t *dir,
                               mya_result_t *why)
{
    apr_size_t len = strlen(place->path);

    if (!dir->origins) {
        return refuse(why, place, "MyAccountBaseURL is missing; say the site's own address, as in "
                                  "MyAccountBaseURL https://www.example.com");
    }
    if (!dir->secret_file) {
        return refuse(why, place, "MyAccountSecretFile is missing; make one with: myaccountctl "
                                  "secret /etc/apache2/myaccount.secret");
    }
    if (dir->layout && dir->layout[0] == '/' && !strncmp(dir->layout, place->path, len)
        && (len == 0 || dir->layout[len] == '/' || !dir->layout[len])) {
        return refuse(why, place, "MyAccountLayout names a page of the portal itself; name a page "
                                  "of the site");
    }
    if (idle_of(dir) > absolute_of(dir)) {
        return refuse(why, place, "MyAccountSessionIdle is longer than MyAccountSessionAbsolute");
    }
    if (mya_config_statement(place->server) > mya_config_page(place->server)) {
        return refuse(why, place, "MyAccountStatementTimeout is longer than MyAccountPageDeadline, "
                                  "at which a statement is cut as well; raise that");
    }
    return APR_SUCCESS;
}

/* Two portals of one name on one host would share cookies and sessions; of two at one address
 * httpd would silently take the latter. */
static apr_status_t check_name(const mya_place_of_portal_t *place, mya_result_t *why)
{
    const apr_array_header_t *places = mya_config_places();
    int i;

    for (i = 0; i < places->nelts; ++i) {
        const mya_place_of_portal_t *other = APR_ARRAY_IDX(places, i,
                                                           mya_place_of_portal_t *);
        if (other == place) {
            break;
        }
        if (other->server == place->server && !strcmp(other->path, place->path)) {
            return mya_result_tell(why, MYA_ECONFIG,
                                   "%s:%d: <Location %s/>: another portal stands at this address, "
                                   "in %s:%d; take one away, or give it an address of its own",
                                   place->directive->filename, place->directive->line_num,
                                   place->path, other->directive->filename,
                                   other->directive->line_num);
        }
        if (other->server == place->server && other->mount
            && !strcmp(other->mount->portal->name, place->mount->portal->name)) {
            return mya_result_tell(why, MYA_ECONFIG,
                                   "%s:%d: <Location %s/>: the portal is called \"%s\" like the "
                                   "one at %s/; two portals of a site want two names",
                                   place->directive->filename, place->directive->line_num,
                                   place->path, place->mount->portal->name, other->path);
        }
    }
    return APR_SUCCESS;
}

/* A Location of the main server is every virtual host's as well. */
static void make_homes(mya_place_of_portal_t *place, const mya_dir_t *dir, apr_pool_t *pool)
{
    const server_rec *s = place->server;

    place->homes = apr_array_make(pool, 2, sizeof(mya_home_t));
    for (; s; s = place->server->is_virtual ? NULL : s->next) {
        mya_home_t *home = apr_array_push(place->homes);
        home->server = s;
        home->site = mya_site_make(dir, place->mount, pool);
        home->db = NULL;
    }
}

static apr_status_t load_breached(mya_mount_t *mount, const mya_dir_t *said, mya_result_t *why,
                                  apr_pool_t *pool)
{
    return said->breached ? mya_breached_load(&mount->breached, said->breached, why, pool)
                          : APR_SUCCESS;
}

apr_status_t mya_check_load(mya_mount_t *mount, const mya_place_of_portal_t *place,
                            mya_result_t *why, apr_pool_t *pool)
{
    apr_status_t rv;

    if ((rv = load_portal(mount, place, place->server, why, pool)) != APR_SUCCESS
        || (rv = make_formats(mount, why, pool)) != APR_SUCCESS
        || (rv = mya_common_load(&mount->common, mount->share, why, pool)) != APR_SUCCESS
        || (rv = load_breached(mount, place->said, why, pool)) != APR_SUCCESS
        || (rv = load_skins(mount, place->said, why, pool)) != APR_SUCCESS) {
        return rv;
    }
    mount->cookie = apr_pstrcat(pool, "__Host-mya-", mount->portal->name, NULL);
    mount->cookie_before = apr_pstrcat(pool, "__Host-mya-", mount->portal->name, "-before", NULL);
    mount->cookie_device = apr_pstrcat(pool, "__Host-mya-", mount->portal->name, "-device", NULL);
    return APR_SUCCESS;
}

static void begin_development(mya_place_of_portal_t *place, apr_pool_t *pool)
{
    place->mount->development = 1;
    place->develop = mya_develop_make(place, pool);
    ap_log_error(APLOG_MARK, APLOG_STARTUP | APLOG_WARNING, 0, place->server,
                 "%s:%d: <Location %s/>: MyAccountDevelopment is on: pages show what failed, and "
                 "files are read with each request; not for a site that customers use",
                 place->directive->filename, place->directive->line_num, place->path);
}

/* Does SENTENCE say a line, as in "details.xml:12: …"? */
static int says_line(const char *sentence)
{
    while ((sentence = strchr(sentence, ':')) != NULL) {
        const apr_size_t digits = strspn(++sentence, "0123456789");
        if (digits > 0 && sentence[digits] == ':') {
            return 1;
        }
    }
    return 0;
}

static apr_status_t check_database(const mya_place_of_portal_t *place, mya_result_t *why)
{
    return mya_dbd_check(place->server, why) == APR_SUCCESS
               ? APR_SUCCESS
               : refuse(why, place, apr_pstrdup(why->pool, why->detail));
}

/* Each thing that should be added is said once, at the first of PLACES[0..I] that it is about. */
static void advise(const apr_array_header_t *places, int i)
{
    const mya_place_of_portal_t *place = APR_ARRAY_IDX(places, i, mya_place_of_portal_t *);
    const char *advice = mya_dbd_advice(place->server);

    while (advice && --i >= 0) {
        if (mya_dbd_advice(APR_ARRAY_IDX(places, i, mya_place_of_portal_t *)->server) == advice) {
            advice = NULL;
        }
    }
    if (advice) {
        ap_log_error(APLOG_MARK, APLOG_STARTUP | APLOG_WARNING, 0, place->server,
                     "%s:%d: <Location %s/>: %s", place->directive->filename,
                     place->directive->line_num, place->path, advice);
    }
}

static apr_status_t make_ready(mya_place_of_portal_t *place, mya_result_t *why, apr_pool_t *pool)
{
    server_rec *s = place->server;
    const mya_dir_t *dir = mya_config_dir_merge(
        pool, ap_get_module_config(s->lookup_defaults, &myaccount_module), place->dir);
    mya_mount_t *mount = apr_pcalloc(pool, sizeof(*mount));
    apr_status_t rv;

    if ((rv = check_said(place, dir, why)) != APR_SUCCESS) {
        return rv;
    }
    place->said = dir;
    place->loaded = apr_time_now();
    mount->path = place->path;
    mount->share = share_of(s);
    mount->origins = origins_of(dir, pool);
    mount->health_from = health_from_of(dir, pool);
    mount->password_least = dir->password_least > 0 ? dir->password_least : MYA_PASSWORD_LEAST;
    mount->limits.idle = idle_of(dir);
    mount->limits.absolute = absolute_of(dir);
    if ((rv = mya_secret_read(&mount->secret, dir->secret_file, why, pool)) != APR_SUCCESS
        || (rv = mya_check_load(mount, place, why, pool)) != APR_SUCCESS) {
        return rv;
    }
    place->mount = mount;
    if (dir->development > 0) {
        begin_development(place, pool);
    }
    make_homes(place, dir, pool);
    return check_name(place, why);
}

/* What the rest of the site asks of the portals. */
static int check_guards(server_rec *s, apr_pool_t *pool)
{
    apr_array_header_t *faults = apr_array_make(pool, 1, sizeof(const char *));
    int i;

    mya_guard_check(faults, s, pool);
    for (i = 0; i < faults->nelts; ++i) {
        ap_log_error(APLOG_MARK, APLOG_STARTUP | APLOG_ERR, 0, s, "%s",
                     APR_ARRAY_IDX(faults, i, const char *));
    }
    return faults->nelts;
}

int mya_check_config(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp, server_rec *s)
{
    const apr_array_header_t *places = mya_config_places();
    mya_result_t *why = mya_result_make(ptemp);
    int faults = 0, i;

    (void)plog;
    mya_xml_init();
    mya_xml_pools(mya_config_server(s)->xml_pools != 0);
    for (i = 0; i < places->nelts; ++i) {
        mya_place_of_portal_t *place = APR_ARRAY_IDX(places, i, mya_place_of_portal_t *);
        if (check_database(place, why) != APR_SUCCESS
            || make_ready(place, why, pconf) != APR_SUCCESS) {
            if (!why->detail || !says_line(why->detail)) {
                refuse(why, place, why->detail ? apr_pstrdup(ptemp, why->detail)
                                               : "the portal is not usable");
            }
            ap_log_error(APLOG_MARK, APLOG_STARTUP | APLOG_ERR, 0, s, "%s", why->detail);
            ++faults;
        }
        advise(places, i);
    }
    /* without its portal a guard has nothing to be judged by */
    faults = faults ? faults : check_guards(s, ptemp);
    return faults ? HTTP_INTERNAL_SERVER_ERROR : OK;
}
