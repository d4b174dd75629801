package dev.descent.cli.commands;

import dev.descent.cli.http.Address;
import dev.descent.cli.http.Api;
import dev.descent.cli.http.Exit;
import dev.descent.cli.http.Failure;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A command that changes the state of jobs, of each that it can. Ends with what went wrong first. */
abstract class Control extends Operation {
    @Parameters(arity = "1..*", paramLabel = "JOB", description = "The jobs' ids.")
    private List<String> ids = new ArrayList<>();

    @Mixin
    private Format format;

    /** The last part of the operation's path. */
    abstract String verb();

    @Override
    public Integer call() {
        Api api = api();
        int exit = Exit.OK;
        for (String id : ids) {
            try {
                format.print(
                        terminal(),
                        api.post("/v1/jobs/" + Address.part(id) + "/" + verb()),
                        job -> terminal().print(new JobTables(terminal()).headline(job)));
            } catch (Failure e) {
                int failed = new Complaints(terminal()).failed(e);
                exit = exit == Exit.OK ? failed : exit;
            }
        }
        return exit;
    }
}
