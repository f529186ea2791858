// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.console.History;
import org.apache.karaf.shell.api.console.Registry;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.apache.karaf.shell.api.console.Terminal;

/** A session without a terminal where nobody can answer, until a test says otherwise. */
public final class FakeSession implements Session {

    /** What a user does at a prompt. */
    public interface User {
        String answer(String prompt) throws IOException;
    }

    public Terminal terminal;
    public PrintStream console;
    public Path currentDir = Path.of("").toAbsolutePath();
    public final List<String> prompts = new ArrayList<>();
    public User user = prompt -> {
        throw new UnsupportedOperationException();
    };

    private final Registry registry;
    private final Map<String, Object> variables = new HashMap<>();

    FakeSession(Registry registry) {
        this.registry = registry;
    }

    @Override
    public Object get(String name) {
        return variables.get(name);
    }

    @Override
    public void put(String name, Object value) {
        variables.put(name, value);
    }

    @Override
    public String readLine(String prompt, Character mask) throws IOException {
        prompts.add(prompt);
        return user.answer(prompt);
    }

    @Override
    public Terminal getTerminal() {
        return terminal;
    }

    @Override
    public Registry getRegistry() {
        return registry;
    }

    @Override
    public String resolveCommand(String name) {
        return name;
    }

    @Override
    public Path currentDir() {
        return currentDir;
    }

    @Override
    public void currentDir(Path path) {
        currentDir = path;
    }

    @Override
    public Object execute(CharSequence line) {
        throw new UnsupportedOperationException();
    }

    @Override
    public InputStream getKeyboard() {
        throw new UnsupportedOperationException();
    }

    @Override
    public PrintStream getConsole() {
        return console;
    }

    @Override
    public History getHistory() {
        return null;
    }

    @Override
    public SessionFactory getFactory() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void run() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
