package dev.usher.server;

import dev.usher.config.ForeignDirective;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Directives of Apache httpd that are no settings here. A file written for httpd loads where leaving them out changes no
 * answer, and is refused with what to write instead where it would.
 */
final class HttpdDirectives {
    static final List<ForeignDirective> ALL = all();

    private HttpdDirectives() {}

    private static List<ForeignDirective> all() {
        List<ForeignDirective> all = new ArrayList<>();
        ignored(all);
        fixed(all);
        notBuilt(all);
        return List.copyOf(all);
    }

    private static void ignored(List<ForeignDirective> all) {
        ignore(all, "processes and threads are not counted out here: clients live on event loops", """
                StartServers MinSpareServers MaxSpareServers MaxRequestWorkers MaxClients ServerLimit ThreadsPerChild
                ThreadLimit MinSpareThreads MaxSpareThreads MaxConnectionsPerChild MaxRequestsPerChild
                AsyncRequestWorkerFactor ThreadStackSize MaxMemFree""");
        ignore(all, "there is one process, and it stays in the foreground; whoever starts it knows its pid", """
                Mutex DefaultRuntimeDir PidFile CoreDumpDirectory ScoreBoardFile GracefulShutdownTimeout""");
        ignore(all, "the kernel's and Usher's own choice is used", """
                EnableSendfile EnableMMAP ListenBacklog AcceptFilter SendBufferSize ReceiveBufferSize
                SSLRandomSeed""");
        ignore(all, "answers do not tell which server and version this is", "ServerTokens ServerSignature");
        ignore(all, "there are no .htaccess files", "AccessFileName");
        ignore(all, "directories are never listed", """
                IndexOptions IndexIgnore IndexOrderDefault IndexHeadInsert IndexStyleSheet AddIcon AddIconByEncoding
                AddIconByType AddAlt AddAltByEncoding AddAltByType AddDescription DefaultIcon ReadmeName HeaderName""");
        ignore(all, "languages and encodings are not negotiated; a file is sent as it is", """
                AddEncoding AddLanguage AddCharset DefaultLanguage LanguagePriority ForceLanguagePriority""");
        ignore(all, "the built-in table of media types is used, and AddType", "TypesConfig MimeMagicFile");
        ignore(all, "applications are told the name the client asked for", "UseCanonicalName UseCanonicalPhysicalPort");
        ignore(all, "an ETag is made of size and time of change", "FileETag");
        ignore(all, "HTTP/1.1 and 1.0 are spoken", "Protocols ProtocolsHonorOrder");
        ignore(all, "the error log has one format", "ErrorLogFormat");
        ignore(all, "there is no status page of httpd's kind", "ExtendedStatus ProxyStatus SeeRequestTail");
        ignore(all, "a CustomLog of the main server counts in each host without one", "GlobalLog");
        ignore(all, "every virtual host has its name", "NameVirtualHost");
    }

    private static void ignore(List<ForeignDirective> all, String why, String names) {
        for (String name : names.split("\\s+", -1)) {
            all.add(new ForeignDirective.Ignored(name, why));
        }
    }

    private static void fixed(List<ForeignDirective> all) {
        fix(all, "TraceEnable", "off", "TRACE is never answered");
        fix(all, "HostnameLookups", "off", "names are never looked up");
        fix(all, "AllowEncodedSlashes", "off", "a path with %2F is 404");
        fix(all, "MergeSlashes", "on", "slashes in a row are one");
        fix(all, "HttpProtocolOptions", "strict", "requests are always read strictly");
        fix(all, "CGIPassAuth", "on", "an application always gets Authorization");
        fix(all, "AddDefaultCharset", "utf-8", "text files are sent as utf-8, and an application's type is its own");
        fix(all, "AddHandler", "type-map", "use SetHandler in <FilesMatch>, such as <FilesMatch \"\\.php$\">");
    }

    private static void fix(List<ForeignDirective> all, String name, String word, String why) {
        all.add(new ForeignDirective.Fixed(name, Set.of(word), why));
    }

    private static void notBuilt(List<ForeignDirective> all) {
        missing(
                all,
                "use SetHandler \"proxy:unix:…|fcgi://localhost\" in <Location> or <FilesMatch> for an application",
                """
                ProxyPass ProxyPassMatch ProxyPassReverse Proxy ProxyMatch BalancerMember Action Script""");
        missing(all, "run CGI programs by a FastCGI server and name it in SetHandler", "ScriptAlias ScriptAliasMatch");
        missing(all, "FallbackResource leads what is no file to a front controller", """
                RewriteEngine RewriteRule RewriteCond RewriteBase RewriteMap RewriteOptions""");
        missing(all, "let the application send the redirect", "Redirect RedirectMatch RedirectPermanent RedirectTemp");
        missing(all, "use Alias", "AliasMatch");
        missing(all, "error pages are Usher's own; leave it out, or let the application answer", "ErrorDocument");
        missing(all, "let the application set its headers", """
                Header RequestHeader ExpiresActive ExpiresByType ExpiresDefault""");
        missing(all, "use SetEnv for a fixed value", """
                SetEnvIf SetEnvIfNoCase BrowserMatch BrowserMatchNoCase SetEnvIfExpr PassEnv UnsetEnv""");
        missing(all, "answers are sent as files and applications write them", """
                SetOutputFilter SetInputFilter AddOutputFilter AddInputFilter AddOutputFilterByType DefaultType
                ForceType RemoveType RemoveHandler""");
        missing(all, "use Require", "Order Allow Deny Satisfy");
        missing(all, "let the application ask for names and passwords", """
                AuthType AuthName AuthUserFile AuthGroupFile AuthBasicProvider""");
        missing(all, "settings for a method or a condition do not exist here; use <Location> or <Files>", """
                Limit LimitExcept If ElseIf Else IfVersion IfFile IfDirective IfSection Macro Use""");
        missing(all, "TLS is not spoken here yet", """
                SSLEngine SSLCertificateFile SSLCertificateKeyFile SSLCertificateChainFile SSLProtocol SSLCipherSuite""");
        missing(all, "set it in php-fpm's pool", "php_value php_flag php_admin_value php_admin_flag");
    }

    private static void missing(List<ForeignDirective> all, String instead, String names) {
        for (String name : names.split("\\s+", -1)) {
            all.add(new ForeignDirective.NotBuilt(name, instead));
        }
    }
}
