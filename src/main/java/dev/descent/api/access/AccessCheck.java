package dev.descent.api.access;

import dev.descent.access.AuditLog;
import dev.descent.access.Caller;
import dev.descent.access.Identity;
import dev.descent.access.Role;
import dev.descent.api.errors.ErrorCode;
import dev.descent.api.errors.Refusal;
import dev.descent.projects.Project;
import dev.descent.projects.ProjectId;
import dev.descent.projects.Projects;
import dev.descent.spec.Names;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.HandlerInterceptor;

/** Finds out for which project a request is, and whether the caller has the role there that it needs. */
@Component
public class AccessCheck implements HandlerInterceptor {
    /** Names the project of a request, by id or name, for callers who have roles in several. */
    public static final String PROJECT = "Descent-Project";

    private static final String LOGGED = "project";

    private final AccessSettings settings;
    private final Projects projects;
    private final RequestRates rates;
    private final AuditLog log;

    AccessCheck(AccessSettings settings, Projects projects, RequestRates rates, AuditLog log) {
        this.settings = settings;
        this.projects = projects;
        this.rates = rates;
        this.log = log;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method) {
            Caller caller = caller(identity(), request);
            Role required = Permissions.required(method);
            if (!caller.role().includes(required)) {
                throw denied(
                        caller.project(),
                        caller.name(),
                        "This call needs the role " + wire(required) + "; yours is " + wire(caller.role()) + ".",
                        request);
            }
            // Operators must get in to raise a limit.
            double wait = caller.role() == Role.OPERATOR ? 0 : rates.secondsToWait(caller.project());
            if (wait > 0) {
                response.setHeader("Retry-After", Long.toString((long) Math.ceil(wait)));
                throw new Refusal(
                        ErrorCode.TOO_MANY_REQUESTS,
                        "The project has made as many requests as its limit of requests a second allows.",
                        List.of());
            }
            request.setAttribute(CallerArgument.ATTRIBUTE, caller);
            MDC.put(LOGGED, caller.project().value());
        }
        return true;
    }

    /** What a call refused by a rule of its own goes into the audit log too. */
    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception failure) {
        if (response.getStatus() == HttpStatus.FORBIDDEN.value()
                && request.getAttribute(CallerArgument.ATTRIBUTE) instanceof Caller caller) {
            String detail = request.getAttribute(DispatcherServlet.EXCEPTION_ATTRIBUTE) instanceof Refusal refusal
                    ? String.valueOf(refusal.getMessage())
                    : "This was refused.";
            log(caller.project(), caller.name(), detail, request);
        }
        MDC.remove(LOGGED);
    }

    private Identity identity() {
        if (!settings.hasLogin()) {
            return Identity.ANYBODY;
        }
        if (SecurityContextHolder.getContext().getAuthentication() instanceof Login login) {
            return login.identity();
        }
        throw new Refusal(ErrorCode.UNAUTHENTICATED, "This call needs a login.", List.of());
    }

    private Caller caller(Identity identity, HttpServletRequest request) {
        @Nullable String named = request.getHeader(PROJECT);
        String wanted = named != null ? named : identity.onlyProject().orElseThrow(() -> several(identity, request));
        if (named == null && wanted.startsWith(ProjectId.PREFIX)) {
            return caller(identity, new ProjectId(wanted));
        }
        Optional<Project> project = projects.find(wanted.replace("\0", ""));
        Optional<Role> role = project.flatMap(identity::roleIn);
        if (role.isPresent()) {
            return identity.in(project.orElseThrow().id(), role.get());
        }
        if (identity.everywhere() != null) {
            throw Refusal.notFound("There is no project \"" + wanted + "\", which the header " + PROJECT + " names.");
        }
        // The same whether there is such a project or not.
        throw denied(null, identity.name(), "You have no role in the project \"" + wanted + "\".", request);
    }

    /** Of a key, whose project is there as long as the key, or of the project that is always there. */
    private static Caller caller(Identity identity, ProjectId project) {
        Map<String, Role> roles = identity.roles();
        Role role = roles.getOrDefault(project.value(), identity.everywhere());
        if (role == null) {
            throw new IllegalStateException(identity.name() + " has no role in its only project");
        }
        return identity.in(project, role);
    }

    private Refusal several(Identity identity, HttpServletRequest request) {
        if (identity.roles().isEmpty()) {
            return denied(null, identity.name(), "Your token gives you no role in any project.", request);
        }
        return Refusal.parameter(
                PROJECT,
                "must name one of your projects: "
                        + String.join(", ", identity.roles().keySet()));
    }

    private Refusal denied(@Nullable ProjectId project, String actor, String detail, HttpServletRequest request) {
        log(project, actor, detail, request);
        return new Refusal(ErrorCode.FORBIDDEN, detail, List.of());
    }

    private void log(@Nullable ProjectId project, String actor, String detail, HttpServletRequest request) {
        log.denied(project, actor, request.getMethod() + " " + request.getRequestURI(), detail, Origins.of(request));
    }

    private static String wire(Role role) {
        return Names.wire(role.name());
    }
}
