// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.itests;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.PrivilegedAction;
import java.security.PrivilegedExceptionAction;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.Subject;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;

/** Types commands as a user with some roles, and reads what they print. */
final class Console {

    private static final long LONGEST_COMMAND_SECONDS = 60;
    private static final String ESCAPES = "\u001B\\[[0-9;]*[A-Za-z]";

    private final SessionFactory sessions;
    private final List<String> roles;

    /**
     * What a command did.
     *
     * @param status what it returned; 1 where it failed by an exception, as in a real session
     * @param text standard output and error together, without colours
     */
    record Answer(int status, String text) {}

    private Console(SessionFactory sessions, List<String> roles) {
        this.sessions = sessions;
        this.roles = roles;
    }

    static Console admin(SessionFactory sessions) {
        return as(sessions, "admin", "manager", "viewer");
    }

    static Console as(SessionFactory sessions, String... roles) {
        return new Console(sessions, List.of(roles));
    }

    Answer type(String command) throws Exception {
        final ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            final Future<Answer> answer = thread.submit(
                    () -> Subject.doAs(subject(), (PrivilegedExceptionAction<Answer>) () -> run(command)));
            return answer.get(LONGEST_COMMAND_SECONDS, TimeUnit.SECONDS);
        } catch (final TimeoutException e) {
            throw new AssertionError(command + " hangs", e);
        } catch (final ExecutionException e) {
            throw new AssertionError(command, e.getCause());
        } finally {
            thread.shutdownNow();
        }
    }

    /** The commands that this user sees: Karaf hides those that no role of the user may run. */
    Set<String> commands(Set<String> scopes) {
        return Subject.doAs(subject(), (PrivilegedAction<Set<String>>)
                () -> sessions.getRegistry().getCommands().stream()
                        .filter(command -> scopes.contains(command.getScope()))
                        .map(command -> command.getScope() + ":" + command.getName())
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    private Answer run(String command) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
                Session session = sessions.create(new ByteArrayInputStream(new byte[0]), out, out)) {
            final int status = execute(session, command, out);
            out.flush();
            return new Answer(status, withoutColours(bytes.toString(StandardCharsets.UTF_8)));
        }
    }

    static String withoutColours(String text) {
        return text.replaceAll(ESCAPES, "");
    }

    private static int execute(Session session, String command, PrintStream out) {
        try {
            return session.execute(command) instanceof Integer status ? status : 0;
        } catch (final Exception e) {
            out.println(e.getMessage());
            return 1;
        }
    }

    private Subject subject() {
        final var principals = Stream.concat(
                        Stream.of(new UserPrincipal("tester")), roles.stream().map(RolePrincipal::new))
                .collect(Collectors.toSet());
        return new Subject(true, principals, Set.of(), Set.of());
    }

    @Override
    public String toString() {
        return Arrays.toString(roles.toArray());
    }
}
