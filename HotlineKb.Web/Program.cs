using HotlineKb.Web.Hosting;

// Verbs and the server are one program: what an operator of the system does by hand runs the same code.
return await Commands.RunAsync(args);
